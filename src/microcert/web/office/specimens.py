"""Every common document as it prints on one's university's letterhead, with sample data."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.documents.specimen import render_sample, samples
from microcert.web.access import SignedInRequest, admit

READERS = (Role.ADMIN_TEAM, Role.LEGAL_REPRESENTATIVE, Role.STEERING_COMMITTEE, Role.QUALITY_LEAD)
WORDS: dict[str, str | Promise] = {
    "training_contract": _("Contrat de formation"),
    "quote": _("Devis"),
    "training_agreement": _("Convention de formation"),
    "invoice": _("Facture"),
    "terms_acceptance": _("Acceptation des conditions"),
    "withdrawal_receipt": _("Accusé de réception de la rétractation"),
    "convocation": _("Convocation"),
    "attendance_statement": _("Attestation d’assiduité"),
    "completion_certificate": _("Certificat de réalisation"),
    "end_of_training_statement": _("Attestation de fin de formation"),
    "jury_minutes": _("Procès-verbal de jury"),
}


def the_universities(request: SignedInRequest) -> list[University]:
    universities = universities_within_reach(request.user, *READERS)
    admit(request.user, bool(universities))
    return universities


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    universities = the_universities(request)
    lines = [(name, WORDS[name]) for name in samples()]
    return render(request, "office/specimens.html", {"universities": universities[:1], "lines": lines})


@login_required
def download(request: SignedInRequest, template: str) -> HttpResponse:
    universities = the_universities(request)
    if template not in samples():
        raise Http404
    response = HttpResponse(render_sample(template, universities[0]), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="specimen-{template}.pdf"'
    return response


urlpatterns = [
    path("modeles/", show, name="office-specimens"),
    path("modeles/<slug:template>.pdf", download, name="office-specimen"),
]
