from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "microcert.web.steering"
    label = "web_steering"
