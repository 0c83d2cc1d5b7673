from django.apps import AppConfig


class EconomicsConfig(AppConfig):
    name = "microcert.economics"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
