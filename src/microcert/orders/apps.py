from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "microcert.orders"
    label = "orders"
