from django.apps import AppConfig


class TeacherConfig(AppConfig):
    name = "microcert.web.teacher"
    label = "web_teacher"
