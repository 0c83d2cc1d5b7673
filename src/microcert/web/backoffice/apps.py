from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

from .words import speak


class BackOfficeConfig(AdminConfig):
    default_site = "microcert.web.backoffice.site.BackOffice"

    def ready(self) -> None:
        super().ready()
        speak(admin.site)
        # The pages' words are at hand only now that every room's rows are.
        from .values import speak_values

        speak_values(admin.site)
