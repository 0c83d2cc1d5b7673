from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "microcert.foundation"
    label = "foundation"
