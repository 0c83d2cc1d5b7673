from django.apps import AppConfig


class BatchesConfig(AppConfig):
    name = "microcert.batches"
    label = "batches"
