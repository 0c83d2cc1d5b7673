from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "microcert.sessions"
    label = "training_sessions"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
