from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "microcert.enrolment"
    label = "enrolment"
