from django.apps import AppConfig


class CompetenciesConfig(AppConfig):
    name = "microcert.competencies"
    label = "competencies"
