from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "microcert.consortium"
    label = "consortium"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
