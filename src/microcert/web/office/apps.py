from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "microcert.web.office"
    label = "web_office"
