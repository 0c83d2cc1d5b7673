"""The juries of a person, and the naming of a session's jury."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.consortium.models import University
from microcert.consortium.queries import universities_of
from microcert.consortium.roles import Role
from microcert.evaluation import actions
from microcert.evaluation.permissions import JURORS, producer_of
from microcert.evaluation.queries import deadline_of, jury_minimum
from microcert.evaluation.queries.juries import juries_of, possible_members, sessions_without_jury
from microcert.foundation.refusals import Refusal
from microcert.sessions.models import Session
from microcert.web.access import SignedInRequest, require
from microcert.web.refusals import add_refusal

from .forms import NamingForm


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    universities = universities_of(request.user, *JURORS)
    juries = juries_of(request.user)
    if not universities and not juries:
        raise PermissionDenied
    led: list[University] = universities_of(request.user, Role.PEDAGOGICAL_EXPERT)
    context = {"universities": universities, "juries": juries, "unnamed": sessions_without_jury(led)}
    return render(request, "jury/index.html", context)


@login_required
def name(request: SignedInRequest, code: str) -> HttpResponse:
    session = get_object_or_404(
        Session.objects.select_related("version__training__producer", "version__rules"), code=code
    )
    require(request.user, "evaluation.name_jury", session, at=producer_of(session))
    form = NamingForm(possible_members(producer_of(session)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            jury = actions.name_jury(
                session, meets_at=form.cleaned_data["meets_at"], members=form.members, by=request.user
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Le jury est nommé. Ses membres le trouvent dans leur espace."))
            return (
                redirect("jury", jury.pk)
                if request.user.has_perm("evaluation.deliberate", jury)
                else redirect("jury-list")
            )
    context = {
        "session": session,
        "form": form,
        "people": list(form.rows()),
        "minimum": jury_minimum(),
        "deadline": deadline_of(session),
    }
    return render(request, "jury/new.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("", index, name="jury-list"),
    path("nommer/<str:code>/", name, name="jury-new"),
]
