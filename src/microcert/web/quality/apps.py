from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "microcert.web.quality"
    label = "web_quality"
