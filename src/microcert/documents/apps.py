from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "microcert.documents"
    label = "documents"
