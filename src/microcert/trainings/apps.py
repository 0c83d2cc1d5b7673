from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    name = "microcert.trainings"
    label = "trainings"
