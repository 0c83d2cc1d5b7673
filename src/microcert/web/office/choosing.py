"""All that the filters show, chosen at once: said with its number, confirmed, and exactly what was confirmed.

The print of a list is a hash of its rows: when the list has changed between the question and the answer, the question is
asked again with the new number. Nobody signs what they have not been told of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from microcert.web.access import SignedInRequest
from microcert.web.frame.forms import UniForm

CHANGED = gettext_lazy("La liste a changé entre-temps : relisez le nombre et confirmez de nouveau.")


def wants_all(request: SignedInRequest) -> bool:
    return request.POST.get("portee") == "tous"


def print_of(rows: Iterable[Any]) -> str:
    """The same for the same rows, in whatever order."""
    return hashlib.sha256("\n".join(sorted(map(str, rows))).encode()).hexdigest()[:32]


def is_confirmed(request: SignedInRequest, rows: Iterable[Any]) -> bool:
    return request.POST.get("empreinte") == print_of(rows)


class AllOfThem(UniForm):
    """The choice and the filters travel hidden; `consents` is asked for where words must be agreed to."""

    def __init__(self, kept: dict[str, str], consent: str | Promise = "") -> None:
        super().__init__()
        for name, value in kept.items():
            self.fields[name] = forms.CharField(initial=value, required=False, widget=forms.HiddenInput)
        if consent:
            self.fields["consents"] = forms.BooleanField(label=str(consent))


def ask(
    request: SignedInRequest,
    words: dict[str, Any],
    rows: Iterable[Any],
    kept: dict[str, str],
    consent: str | Promise = "",
) -> HttpResponse:
    """The page that says how many and asks. `words` has title, consequences, confirm_label and cancel_url."""
    given = request.POST.get("empreinte", "")
    rows = list(rows)
    sentences = list(words["consequences"])
    if given and given != print_of(rows):
        sentences.insert(0, CHANGED)
    elif given and consent:
        sentences.insert(0, gettext_lazy("Cochez la case ci-dessous pour signer."))
    form = AllOfThem(kept | {"portee": "tous", "empreinte": print_of(rows)}, consent)
    context = words | {"consequences": sentences, "form": form}
    return render(request, "frame/confirm.html", context, status=422 if given else 200)
