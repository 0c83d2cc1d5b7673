from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "microcert.catalogue"
    label = "catalogue"
