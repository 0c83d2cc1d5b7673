from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "microcert.consortium"
    label = "consortium"
