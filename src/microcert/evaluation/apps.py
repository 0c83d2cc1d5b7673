from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "microcert.evaluation"
    label = "evaluation"
