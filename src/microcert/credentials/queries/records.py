"""From the rows of every room to the one record that is signed.

The record is the union of the framework's content list (10.2) and the annex of the Council Recommendation 2022/C 243/02. It
is built once; what is signed is stored, and never built again from rows that may have changed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from credseal import Alignment, AwardingBody, AwardRecord, Competency, Learner, MasteryLevel
from credseal.errors import RecordError
from microcert.competencies.models import Alignment as CompetencyAlignment
from microcert.consortium.models import Consortium, University
from microcert.credentials.errors import CannotBeSigned
from microcert.credentials.models import Reservation
from microcert.credentials.rules import Verdict
from microcert.documents.custody import did_of
from microcert.evaluation.models import Sitting
from microcert.people.models import User
from microcert.trainings.models import TrainingVersion

from .addresses import achievement_id, page_address

COUNTRIES = {
    "BE": "Belgique", "CH": "Suisse", "DE": "Allemagne", "ES": "Espagne", "FR": "France", "IT": "Italie",
    "LU": "Luxembourg", "PT": "Portugal",
}  # fmt: skip


def award_record(reservation: Reservation, verdict: Verdict) -> AwardRecord:
    """Everything that the credential will say. Raises `CannotBeSigned`, naming the field, when a fact cannot be signed."""
    version = reservation.file.session.version
    sitting = _sitting_judged(reservation)
    # What is signed is written in the training's own language, whoever runs the job.
    with translation.override(version.language):
        try:
            return _record(reservation, verdict, version, sitting)
        except RecordError as error:
            raise CannotBeSigned(error.field, error.reason) from error


def _record(
    reservation: Reservation, verdict: Verdict, version: TrainingVersion, sitting: Sitting | None
) -> AwardRecord:
    jury = reservation.minutes.jury
    return AwardRecord(
        credential_id=reservation.public_id.urn,
        url=page_address(reservation.code),
        number=reservation.number,
        learner=_learner(reservation.file.learner, reservation.subject_id),
        title=version.title,
        description=version.summary,
        achievement_id=achievement_id(version),
        bodies=tuple(awarding_body(university) for university in awarding_universities(reservation)),
        issued_at=timezone.localtime(reservation.issued_at),
        competencies=_competencies(version, verdict),
        outcomes=tuple(_one_line(outcome.text) for outcome in version.outcomes.all()),
        workload_hours=(Decimal(version.minutes) / 60).quantize(Decimal("0.01")),
        assessment_type=_one_line(version.rules.type),
        participation=_participation(version),
        quality_assurance=version.quality_assurance,
        pedagogical_expert=version.expert_name,
        framework_version=jury.framework_version.version,
        eqf_level=version.eqf_level,
        prerequisites=version.prerequisites,
        supervision=_(
            "Évaluation sous le regard d’une personne, à distance, ou modalité équivalente prévue par les règles d’évaluation."
        ),
        identity_verification=_identity(sitting),
        stackability=version.stackability,
        jury_date=timezone.localtime(jury.opened_at or jury.meets_at),
        # Awarded for life (framework 8.4): neither an expiry date nor a renewal.
        expires_at=None,
        language=version.language,
    )


def awarding_universities(reservation: Reservation) -> list[University]:
    """The producing university, then those that award with it, in the house's order."""
    training = reservation.file.session.version.training
    return [reservation.issuer, *training.awarded_with.order_by("position")]


def awarding_body(university: University) -> AwardingBody:
    """A university as it signs: name, place, legal identifier, and who represents it."""
    return AwardingBody(
        name=university.name,
        url=university.website or f"{settings.SITE_URL.rstrip('/')}/issuers/{university.slug}/did.json",
        did=did_of(university),
        representative_name=university.legal_representative_name,
        representative_title=university.legal_representative_title,
        country_code=university.country,
        country=COUNTRIES.get(university.country, university.country),
        region=university.region,
        legal_identifier=university.siret,
    )


def _learner(person: User, subject_id: UUID) -> Learner:
    """The full identity; date and place of birth only where the consortium's settings ask for them."""
    house = Consortium.objects.first()
    section: dict[str, Any] = house.settings.get("credential", {}) if house else {}
    shows_birth = bool(section.get("show_birth"))
    birth_date: date | None = person.birth_date if shows_birth else None
    return Learner(
        subject_id=subject_id.urn,
        given_names=person.given_names,
        family_name=person.family_name,
        birth_date=birth_date,
        birth_place=person.birth_place if shows_birth and birth_date else None,
    )


def _competencies(version: TrainingVersion, verdict: Verdict) -> tuple[Competency, ...]:
    """The competencies that the jury judged, with the level that it held for each."""
    framework = version.competency_framework
    certified = []
    for competency in framework.competencies.prefetch_related("alignments"):
        if competency.code not in verdict.levels:
            continue
        rank, label = verdict.levels[competency.code]
        certified.append(
            Competency(
                code=competency.code,
                title=competency.title,
                statement=competency.statement,
                level=MasteryLevel(rank=rank, label=label),
                alignments=tuple(_alignment(found) for found in competency.alignments.all()),
            )
        )
    return tuple(certified)


def _alignment(found: CompetencyAlignment) -> Alignment:
    if found.scheme == CompetencyAlignment.Scheme.ESCO:
        return Alignment(uri=found.code, label=found.label, framework="ESCO")
    # ROME publishes no identifiers that are addresses; the trade's sheet is the closest thing.
    sheet = f"https://candidat.francetravail.fr/metierscope/fiche-metier/{found.code}"
    return Alignment(uri=sheet, label=found.label, framework="ROME", code=found.code)


def _participation(version: TrainingVersion) -> str:
    """The form of participation, from the activities: where, and how much of it together at one time."""
    places = set(version.activities.values_list("place", flat=True))
    live = sum(version.activities.filter(is_synchronous=True).values_list("minutes", flat=True))
    where = {
        frozenset({"distance"}): _("À distance"),
        frozenset({"on_site"}): _("Sur site"),
    }.get(frozenset(places), _("Hybride : à distance et sur site"))
    if not live:
        return where
    return _("%(where)s, dont %(hours)s en direct avec le groupe") % {"where": where, "hours": _duration(live)}


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def _identity(sitting: Sitting | None) -> str | None:
    if sitting is None or sitting.identity_checked_at is None:
        return None
    method = Sitting.IdentityMethod(sitting.identity_method).label
    return _("Identité vérifiée, %(method)s") % {"method": method}


def _sitting_judged(reservation: Reservation) -> Sitting | None:
    judged = Sitting.objects.filter(file=reservation.file, decisions__jury=reservation.minutes.jury)
    return judged.order_by("attempt").last() or Sitting.objects.filter(file=reservation.file).order_by("attempt").last()


def _one_line(text: str) -> str:
    return " ".join(text.split())
