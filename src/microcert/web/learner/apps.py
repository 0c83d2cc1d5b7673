from django.apps import AppConfig


class LearnerConfig(AppConfig):
    name = "microcert.web.learner"
    label = "web_learner"
