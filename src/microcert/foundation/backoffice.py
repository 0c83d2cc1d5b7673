"""The doors of the back office (Django's admin): reference data may be mended there, what has a lifecycle is only read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from . import journal
from .action import action


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, never changed: an action with its rule is the only way."""

    # What a coded value is called, field by field; filled by the back office's words.
    coded: Mapping[str, Mapping[Any, Any]] = {}

    list_per_page = 50
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [_in_words(self.model, name, self.coded) for name in super().get_fields(request, obj)]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _in_words(model: type[models.Model], name: Any, coded: Mapping[str, Mapping[Any, Any]]) -> Any:
    """The field itself, or a column that says its value in words."""
    words = coded.get(name)
    if words is None:
        return name

    def say(row: models.Model) -> Any:
        return words.get(getattr(row, name), getattr(row, name))

    field: Any = model._meta.get_field(name)
    column: Any = say
    column.__name__ = name
    column.short_description = field.verbose_name
    return column


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
