from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "microcert.api"
    label = "api"
