from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "microcert.learning"
    label = "learning"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
