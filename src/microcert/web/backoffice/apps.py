from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "microcert.web.backoffice.site.BackOffice"
