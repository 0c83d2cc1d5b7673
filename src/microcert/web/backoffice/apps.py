from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

from .words import speak


class BackOfficeConfig(AdminConfig):
    default_site = "microcert.web.backoffice.site.BackOffice"

    def ready(self) -> None:
        super().ready()
        speak(admin.site)
