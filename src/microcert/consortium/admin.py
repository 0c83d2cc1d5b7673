from __future__ import annotations

from django.contrib import admin

from microcert.foundation.backoffice import ReadOnlyAdmin, ReferenceAdmin

from .models import Appointment, Asset, FrameworkVersion, LegalVisa, TermsVersion, TextDraft, University


@admin.register(University)
class UniversityAdmin(ReferenceAdmin):
    """Contacts and legal facts of a member. What signatures and numbers rest on comes from the consortium's file."""

    list_display = ("name", "code", "city", "region", "qualiopi_basis")
    search_fields = ("name", "code", "city")
    readonly_fields = ("slug", "code", "logo", "colour", "position")

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Asset)
class AssetAdmin(ReferenceAdmin):
    list_display = ("title", "kind", "university", "position")
    list_filter = ("kind",)
    search_fields = ("title", "detail")


@admin.register(Appointment)
class AppointmentAdmin(ReferenceAdmin):
    list_display = ("person", "role", "university")
    list_filter = ("role", "university")
    search_fields = ("person__email", "person__family_name")
    raw_id_fields = ("person",)
    list_select_related = ("person", "university")


@admin.register(FrameworkVersion, TermsVersion, LegalVisa, TextDraft)
class TextAdmin(ReadOnlyAdmin):
    """Published texts are frozen, drafts are written on the committee's pages."""
