from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "microcert.production"
    label = "production"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
