from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "microcert.journeys"
    label = "journeys"
