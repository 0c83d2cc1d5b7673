from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "microcert.contracts"
    label = "contracts"
