from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "microcert.people"
    label = "people"
