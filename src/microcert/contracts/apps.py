from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "microcert.contracts"
    label = "contracts"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
        from .signature import refuse_half_a_provider

        refuse_half_a_provider()
