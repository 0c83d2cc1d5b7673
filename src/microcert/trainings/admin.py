from __future__ import annotations

from django.contrib import admin

from microcert.foundation.backoffice import ReadOnlyAdmin

from .models import Tariff, Training, TrainingVersion


@admin.register(Training, TrainingVersion, Tariff)
class TrainingAdmin(ReadOnlyAdmin):
    """Versions are written on the designers' pages and frozen by publication."""
