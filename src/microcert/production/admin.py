from __future__ import annotations

from django.contrib import admin

from microcert.foundation.backoffice import ReadOnlyAdmin, ReferenceAdmin

from .models import (
    AgendaItem,
    Call,
    CouncilNotice,
    Decision,
    Finding,
    Meeting,
    Need,
    Proposal,
    Specification,
    SpecificationDraft,
    SpecificationItem,
)


@admin.register(Need)
class NeedAdmin(ReferenceAdmin):
    """The map's competencies; what covers them and what was learnt is said on the committee's pages."""

    list_display = ("code", "title", "domain", "priority")
    list_filter = ("domain", "transition")
    search_fields = ("code", "title")
    readonly_fields = ("code", "trainings")

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(
    Call,
    Proposal,
    Meeting,
    AgendaItem,
    Decision,
    Finding,
    CouncilNotice,
    Specification,
    SpecificationItem,
    SpecificationDraft,
)
class ProductionAdmin(ReadOnlyAdmin):
    """What the committee decides, and the specification as published."""
