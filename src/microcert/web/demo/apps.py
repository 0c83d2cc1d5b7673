from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "microcert.web.demo"
    label = "web_demo"
