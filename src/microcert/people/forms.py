from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .models import User


class SignUpNames(forms.Form):
    """The names asked when an account is made: contracts and credentials bear them."""

    given_names = forms.CharField(label=_("Prénoms"), max_length=120)
    family_name = forms.CharField(label=_("Nom de famille"), max_length=120)

    def signup(self, request: HttpRequest, user: User) -> None:
        names: dict[str, Any] = self.cleaned_data
        user.given_names = names["given_names"]
        user.family_name = names["family_name"]
        # Letters are written in the language in which the account was made, until another is chosen.
        user.language = get_language() or user.language
        user.save(update_fields=["given_names", "family_name", "language"])
