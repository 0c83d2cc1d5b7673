"""The doors of the back office (Django's admin): reference data may be mended there, what has a lifecycle is only read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from . import journal
from .action import action


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, never changed: an action with its rule is the only way."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data: changed here, each change journalled with the account that made it. Nothing is deleted in bulk."""

    list_per_page = 50
    show_full_result_count = False
    actions = None
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.URLField: {"assume_scheme": "https"}}

    @action
    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        journal.write("backoffice.saved", obj, by=_actor(request), fields=sorted(form.changed_data))

    @action
    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        journal.write("backoffice.deleted", obj, by=_actor(request))
        super().delete_model(request, obj)


def _actor(request: HttpRequest) -> Any:
    return request.user
