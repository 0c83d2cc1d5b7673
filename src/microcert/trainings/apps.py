from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    name = "microcert.trainings"
    label = "trainings"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
