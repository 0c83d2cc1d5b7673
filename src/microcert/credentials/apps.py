from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "microcert.credentials"
    label = "credentials"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # the table of permissions is read when the room opens
