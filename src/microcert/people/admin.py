from __future__ import annotations

from django.contrib import admin

from microcert.foundation.backoffice import ReadOnlyAdmin

from .models import User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Found here to be appointed; a person changes their own account."""

    list_display = ("email", "given_names", "family_name", "is_active", "is_staff")
    search_fields = ("email", "family_name")
    fields = ("email", "given_names", "family_name", "language", "is_active", "is_staff", "is_superuser", "date_joined")
