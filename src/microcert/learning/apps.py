from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "microcert.learning"
    label = "learning"
