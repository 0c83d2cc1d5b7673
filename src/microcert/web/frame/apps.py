from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "microcert.web.frame"
    label = "frame"
