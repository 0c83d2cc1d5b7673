from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "microcert.enrolment"
    label = "enrolment"

    def ready(self) -> None:
        from . import permissions  # noqa: F401  # fills the table of permissions
