"""The jobs that were given up: why, about what, and the way to have them done again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.foundation.jobs.actions import run_again
from microcert.foundation.jobs.errors import JobNotFailed
from microcert.foundation.jobs.queries import FailedJob, failed_jobs
from microcert.web.access import SignedInRequest, admit

# A job without words here shows its function's name.
WORDS: dict[str, str | Promise] = {
    "contracts.jobs.issue_contract": gettext_lazy("Établir un contrat"),
    "contracts.jobs.tell_contract_is_ready": gettext_lazy("Annoncer qu’un contrat est prêt"),
    "contracts.jobs.send_signed_copy": gettext_lazy("Envoyer l’exemplaire signé d’un contrat"),
    "contracts.jobs.issue_quote": gettext_lazy("Établir un devis"),
    "contracts.jobs.send_quote": gettext_lazy("Envoyer un devis"),
    "contracts.jobs.send_agreement": gettext_lazy("Établir et envoyer une convention"),
    "contracts.jobs.send_countersigned_copy": gettext_lazy("Envoyer un contrat signé des deux parties"),
    "contracts.jobs.send_countersigned_agreement": gettext_lazy("Envoyer une convention signée des deux parties"),
    "contracts.jobs.sign_each": gettext_lazy("Lancer une signature groupée"),
    "contracts.jobs.sign_one": gettext_lazy("Signer un document d’une signature groupée"),
    "contracts.jobs.send_receipt": gettext_lazy("Envoyer l’accusé de réception d’une rétractation"),
    "orders.jobs.give_back": gettext_lazy("Demander un remboursement à la banque"),
    "orders.jobs.issue_invoice": gettext_lazy("Établir une facture"),
    "orders.jobs.issue_credit_note": gettext_lazy("Établir un avoir"),
    "orders.jobs.tell_refund": gettext_lazy("Annoncer un remboursement"),
    "orders.jobs.remind": gettext_lazy("Rappeler une échéance"),
    "enrolment.jobs.send_convocation": gettext_lazy("Envoyer une convocation"),
    "learning.jobs.certify_completion": gettext_lazy("Établir un certificat de réalisation"),
    "evaluation.jobs.state_end_of_training": gettext_lazy("Établir une attestation de fin de formation"),
    "evaluation.jobs.seal_minutes": gettext_lazy("Sceller un procès-verbal"),
    "journeys.after_verdict.award_all": gettext_lazy("Délivrer les certificats d’un procès-verbal"),
    "journeys.after_verdict.award_one": gettext_lazy("Délivrer un certificat"),
    "journeys.after_verdict.after_award": gettext_lazy("Annoncer un certificat"),
    "journeys.after_verdict.tell_status": gettext_lazy("Annoncer le nouvel état d’un certificat"),
    "journeys.after_verdict.tell_candidate": gettext_lazy("Annoncer une décision du jury"),
    "journeys.after_signature.ask_after_envelopes": gettext_lazy("S’enquérir des signatures sans nouvelles"),
    "journeys.after_signature.ask_after": gettext_lazy("S’enquérir d’une signature sans nouvelles"),
    "journeys.nudge.write_each": gettext_lazy("Lancer un envoi de lettres"),
    "journeys.nudge.write_one": gettext_lazy("Relancer une personne"),
    "journeys.archive_papers.make_archive": gettext_lazy("Réunir des pièces dans une archive"),
    "batches.jobs.forget_files": gettext_lazy("Effacer les archives dont le délai est passé"),
    "journeys.move_session.after_postponement": gettext_lazy("Annoncer le report d’une session"),
    "journeys.move_session.tell_new_dates": gettext_lazy("Annoncer de nouvelles dates"),
    "journeys.move_session.after_session_cancelled": gettext_lazy("Annoncer l’annulation d’une session"),
    "journeys.move_session.end_one": gettext_lazy("Clore la commande d’une session annulée"),
    "journeys.move_session.tell_office_to_decide": gettext_lazy("Demander une décision sur une session"),
    "journeys.session_days.begin_session": gettext_lazy("Commencer une session"),
    "journeys.session_days.close_session": gettext_lazy("Terminer une session"),
    "journeys.session_days.propose": gettext_lazy("Proposer l’annulation d’une session"),
    "journeys.calendar.keep_the_calendar": gettext_lazy("Tenir le calendrier"),
    "journeys.calendar.become_chargeable": gettext_lazy("Ouvrir le paiement d’une commande"),
    "journeys.calendar.lapse": gettext_lazy("Clore une commande non signée"),
    "journeys.calendar.reveal_seed": gettext_lazy("Révéler la graine d’un tirage"),
}
THINGS: dict[str, str | Promise] = {
    "order": gettext_lazy("commande"),
    "contract": gettext_lazy("contrat"),
    "agreement": gettext_lazy("convention"),
    "batch": gettext_lazy("travail groupé"),
    "line": gettext_lazy("ligne d’un travail groupé"),
    "envelope": gettext_lazy("demande de signature"),
    "minutes": gettext_lazy("procès-verbal"),
    "file": gettext_lazy("dossier"),
    "credential": gettext_lazy("certificat"),
    "session": gettext_lazy("session"),
    "postponement": gettext_lazy("report"),
    "refund": gettext_lazy("remboursement"),
    "instalment": gettext_lazy("échéance"),
}


@dataclass(frozen=True)
class Line:
    """One job given up. `about` pairs what was handed to it with the reference, an internal key that names nobody."""

    id: UUID
    what: str | Promise
    name: str
    about: list[tuple[str | Promise, Any]]
    cause: str
    failed_at: datetime
    starts: int


def line_of(job: FailedJob) -> Line:
    about = [(THINGS.get(key, key), value) for key, value in job.references.items()]
    return Line(job.id, WORDS.get(job.name, ""), job.name, about, job.cause, job.failed_at, job.starts)


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    admit(request.user, request.user.has_perm("jobs.run_failed_jobs"))
    return render(request, "office/jobs.html", {"lines": [line_of(job) for job in failed_jobs()]})


@login_required
@require_POST
def again(request: SignedInRequest, job: UUID) -> HttpResponse:
    admit(request.user, request.user.has_perm("jobs.run_failed_jobs"))
    try:
        taken_up = run_again(job, by=request.user)
    except JobNotFailed as refusal:
        # Pressed twice, or a colleague was faster.
        messages.warning(request, str(refusal.message))
    else:
        name = taken_up.task_path.removeprefix("microcert.")
        messages.success(
            request,
            _("Travail relancé : %(what)s. S’il échoue de nouveau, il reviendra ici.")
            % {"what": WORDS.get(name, name)},
        )
    return redirect("failed-jobs")


urlpatterns = [
    path("travaux/", show, name="failed-jobs"),
    path("travaux/<uuid:job>/relancer/", again, name="failed-job-again"),
]
