from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "microcert.sessions"
    label = "training_sessions"
