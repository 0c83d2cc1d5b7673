from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "microcert.web.public"
    label = "web_public"
