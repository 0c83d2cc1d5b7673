from django.apps import AppConfig


class AllotmentConfig(AppConfig):
    name = "microcert.allotment"
    label = "allotment"
