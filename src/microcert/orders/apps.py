from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "microcert.orders"
    label = "orders"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
