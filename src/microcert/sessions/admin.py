from __future__ import annotations

from django.contrib import admin

from microcert.foundation.backoffice import ReadOnlyAdmin

from .models import Participation, Session


@admin.register(Session, Participation)
class SessionAdmin(ReadOnlyAdmin):
    """Sessions live by their actions: planned, opened, run, closed."""
