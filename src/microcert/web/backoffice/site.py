"""The back office: Django's admin for the operator's own staff, behind the same door as everything else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from microcert.foundation.backoffice import ReadOnlyAdmin, ReferenceAdmin


class BackOffice(admin.AdminSite):
    """Only superusers enter. Log-in is that of the platform, with its limits and second factor; there is no other form."""

    site_header = _("Données de référence")
    site_title = _("Données de référence")
    index_title = _("Ce que l’exploitant tient à jour")
    site_url = "/"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only through our two doors: what libraries offer (groups, addresses of accounts) would change rows past any rule."""
        if admin_class and issubclass(admin_class, ReadOnlyAdmin | ReferenceAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff and request.user.is_superuser

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Whoever is a stranger logs in at the one door; whoever is known and not of the operator's staff stays outside."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))
