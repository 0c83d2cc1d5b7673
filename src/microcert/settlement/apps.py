from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "microcert.settlement"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
