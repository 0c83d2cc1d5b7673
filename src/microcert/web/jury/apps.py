from django.apps import AppConfig


class JuryConfig(AppConfig):
    name = "microcert.web.jury"
    label = "web_jury"
