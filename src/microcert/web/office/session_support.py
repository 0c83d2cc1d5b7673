"""The promise of one's university for a session: who answers, who tutors, how many hours; then the signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.consortium.roles import Role
from microcert.foundation.refusals import Refusal
from microcert.people.models import User
from microcert.sessions.actions import commit_support, describe_support
from microcert.sessions.models import Participation
from microcert.sessions.queries import promise_of
from microcert.sessions.rules import SessionStatus
from microcert.web.access import SignedInRequest, require
from microcert.web.frame.forms import UniForm
from microcert.web.refusals import add_refusal


class SupportForm(UniForm):
    admin_contact = forms.CharField(
        label=gettext_lazy("Contact administratif"),
        help_text=gettext_lazy("À qui les stagiaires écrivent pour leur dossier : un nom ou une adresse"),
        max_length=160,
    )
    tutor = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Tutorat motivationnel assuré par"),
        help_text=gettext_lazy(
            "Cette personne verra la progression de vos stagiaires. Le tutorat peut être mutualisé."
        ),
        required=False,
        empty_label=gettext_lazy("Une personne sans compte, nommée ci-dessous"),
    )
    tutor_name = forms.CharField(
        label=gettext_lazy("Nom, si la personne n’a pas de compte"), max_length=160, required=False
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Heures d’accompagnement budgétées"),
        help_text=gettext_lazy("Pour toute la session, par exemple 12 ou 7,5"),
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        localize=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tutors = User.objects.filter(appointments__role=Role.MOTIVATIONAL_TUTOR, is_active=True).distinct()
        self.fields["tutor"].queryset = tutors.order_by("family_name", "given_names")  # type: ignore[attr-defined]


class SignatureForm(UniForm):
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    consent = forms.BooleanField(label=gettext_lazy("J’ai lu cet engagement et je le signe au nom de mon université."))


def the_participation(request: SignedInRequest, code: str, slug: str, permission: str) -> Participation:
    rows = Participation.objects.select_related("session__version__training__producer", "university", "tutor")
    participation = rows.filter(session__code=code, university__slug=slug).first()
    if participation is None:
        raise Http404
    require(request.user, permission, participation, at=participation.university)
    return participation


def page(
    request: SignedInRequest,
    participation: Participation,
    *,
    form: SupportForm | None = None,
    signature: SignatureForm | None = None,
) -> HttpResponse:
    is_open = participation.session.status == SessionStatus.PLANNED
    may_describe = is_open and request.user.has_perm("sessions.describe_support", participation)
    initial = {
        "admin_contact": participation.admin_contact,
        "tutor": participation.tutor_id,
        "tutor_name": "" if participation.tutor_id else participation.tutor_name,
        "hours": f"{participation.support_minutes / 60:g}".replace(".", get_format("DECIMAL_SEPARATOR")),
    }
    has_errors = bool((form and form.errors) or (signature and signature.errors))
    context = {
        "universities": [participation.university],
        "participation": participation,
        "session": participation.session,
        "promise": promise_of(participation),
        "evidence": participation.signatures.first() if participation.committed_at else None,
        "form": (form or SupportForm(initial=initial)) if may_describe else None,
        "signature": (signature or SignatureForm(initial={"sha256": promise_of(participation).sha256}))
        if not participation.committed_at
        else None,
    }
    return render(request, "office/session_support.html", context, status=422 if has_errors else 200)


@login_required
def describe(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    participation = the_participation(request, code, slug, "sessions.commit_support")
    if request.method != "POST":
        return page(request, participation)
    participation = the_participation(request, code, slug, "sessions.describe_support")
    form = SupportForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        minutes = round(given.pop("hours") * 60)
        try:
            describe_support(participation, support_minutes=minutes, by=request.user, **given)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Accompagnement enregistré. Relisez l’engagement, puis signez-le."))
            return redirect("office-support", code, slug)
    return page(request, participation, form=form)


@login_required
@require_POST
def sign(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    participation = the_participation(request, code, slug, "sessions.commit_support")
    form = SignatureForm(request.POST)
    if form.is_valid() and form.cleaned_data["sha256"] != promise_of(participation).sha256:
        form = SignatureForm(initial={"sha256": promise_of(participation).sha256})
        messages.error(request, _("L’engagement a changé depuis que vous l’avez ouvert. Relisez-le, puis signez-le."))
    elif form.is_valid():
        try:
            commit_support(participation, network_address=request.META.get("REMOTE_ADDR"), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("L’engagement de votre université est signé."))
            return redirect("office-session", code)
    return page(request, participation, signature=form)


urlpatterns = [
    path("sessions/<str:code>/engagement/<slug:slug>/", describe, name="office-support"),
    path("sessions/<str:code>/engagement/<slug:slug>/signer/", sign, name="office-support-sign"),
]
