from django.apps import AppConfig


class VerifyConfig(AppConfig):
    name = "microcert.web.verify"
    label = "web_verify"
