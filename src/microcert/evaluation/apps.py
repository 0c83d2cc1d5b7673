from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "microcert.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
