from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "microcert.credentials"
    label = "credentials"
