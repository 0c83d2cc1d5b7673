"""Award: from sealed jury minutes to signed bytes, stored once.

Three steps, so that the heavy one (typesetting, sealing) holds no lock and a crash leaves nothing half-done: a reservation
fixes number, code and status index; every sealed form is made from it outside any transaction (`sealing.py`); one
transaction keeps them all, enters the award in the log and announces it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import TypeVar

from credseal import Format
from credseal.status import LEAST_ENTRIES
from microcert.consortium.models import Consortium, University
from microcert.credentials.errors import MinutesAltered, MinutesNotSealed, NoIndexFree, NotAdmitted
from microcert.credentials.models import Credential, Reservation, SealedForm
from microcert.credentials.queries import credential_of_file
from microcert.credentials.rules import CODE_BITS, SealedAs, Verdict, code_of, number_of, verdict_on
from microcert.documents.actions import keep, next_number
from microcert.documents.custody import ensure_keys, ensure_token_key
from microcert.documents.models import Document
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.actions.minutes import hash_of
from microcert.evaluation.models import Minutes
from microcert.evaluation.rules import JuryStatus
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.people.models import User

from .log import enter_in_log
from .page import TEMPLATE
from .sealing import Sealed, seal

T = TypeVar("T")
# Chance decides a status index; after so many taken ones in a row the list is as good as full.
TRIES = 200


def award(minutes: Minutes, file: LearnerFile, by: User | None = None) -> Credential:
    """Award the credential that sealed minutes grant to one learner; awarding again returns the one that stands.

    Raises `MinutesNotSealed`, `MinutesAltered`, `NotAdmitted`, or `CannotBeSigned` naming the fact that cannot stand in a signed document.
    Not one transaction: see the module. Safe to call from several workers at once.
    """
    verdict = _require_admitted(minutes, file)
    if standing := credential_of_file(file):
        return standing
    producer = file.session.version.training.producer
    ensure_token_key(producer)
    for university in (producer, *file.session.version.training.awarded_with.all()):
        ensure_keys(university)
    reservation = _reserve(minutes=minutes, file=file, by=by)
    sealed = seal(reservation, verdict)
    return _keep(reservation, sealed, by=by)


def _require_admitted(minutes: Minutes, file: LearnerFile) -> Verdict:
    if minutes.jury.status != JuryStatus.SEALED or minutes.document_id is None:
        raise MinutesNotSealed
    if hash_of(minutes.decisions) != minutes.sha256:
        raise MinutesAltered
    verdict = verdict_on(file.pk, minutes.decisions)
    if verdict is None or not verdict.is_admitted:
        raise NotAdmitted
    return verdict


@action
def _reserve(*, minutes: Minutes, file: LearnerFile, by: User | None) -> Reservation:
    """Number, code and status index of the coming credential; the same ones whoever takes the work up again."""
    file = (
        LearnerFile.objects.select_for_update(of=("self",))
        .select_related("session__version__training__producer")
        .get(pk=file.pk)
    )
    standing = Reservation.objects.filter(file=file, minutes=minutes).first()
    if standing:
        return standing
    # The producing university awards, whichever university the learner was assigned to (framework 6.2, 10.2).
    issuer = file.session.version.training.producer
    issued_at = clock.now().replace(microsecond=0)
    mark = Consortium.objects.get().mark_short
    series = f"credential:{mark}-{issuer.code}-{issued_at.year}"
    return Reservation.objects.create(
        file=file,
        minutes=minutes,
        issuer=issuer,
        code=_free(
            lambda: code_of(secrets.randbits(CODE_BITS)), lambda code: Reservation.objects.filter(code=code).exists()
        ),
        number=number_of(mark, issuer.code, issued_at.year, next_number(series)),
        status_index=_free_index(issuer),
        issued_at=issued_at,
    )


def _free_index(issuer: University) -> int:
    """A random index that nobody has: in order, it would tell who was awarded when (Bitstring Status List 1.0, 5.4)."""
    taken = Reservation.objects.filter(issuer=issuer)
    return _free(lambda: secrets.randbelow(LEAST_ENTRIES), lambda index: taken.filter(status_index=index).exists())


def _free(draw: Callable[[], T], is_taken: Callable[[T], bool]) -> T:
    for _try in range(TRIES):
        drawn = draw()
        if not is_taken(drawn):
            return drawn
    raise NoIndexFree


@action
def _keep(reservation: Reservation, sealed: Sealed, *, by: User | None) -> Credential:
    """Store the signed bytes, once: whoever comes second finds the first one's credential."""
    LearnerFile.objects.select_for_update().get(pk=reservation.file_id)
    if standing := credential_of_file(reservation.file):
        return standing
    framework = reservation.minutes.jury.framework_version
    certificate = keep(
        kind=Document.Kind.CERTIFICATE,
        number=reservation.number,
        title=sealed.record.title,
        letterhead=reservation.issuer,
        subject=journal.key_of(reservation.file),
        pdf=sealed.forms[Format.PDF],
        template=TEMPLATE,
        framework_version=framework,
    )
    credential = Credential.objects.create(
        public_id=reservation.public_id,
        code=reservation.code,
        number=reservation.number,
        issuer=reservation.issuer,
        file=reservation.file,
        minutes=reservation.minutes,
        framework_version=framework,
        title=sealed.record.title,
        record=json.loads(sealed.record.to_json()),
        badge=sealed.forms[Format.OB].decode(),
        certificate=certificate,
        status_index=reservation.status_index,
        awarded_at=reservation.issued_at,
    )
    _keep_forms(credential, sealed)
    enter_in_log(credential)
    journal.write("credentials.awarded", credential, by=by, number=credential.number, sha256=certificate.sha256)
    announce("credentials.awarded", credential=credential.pk)
    return credential


def _keep_forms(credential: Credential, sealed: Sealed) -> None:
    SealedForm.objects.bulk_create(
        SealedForm(
            credential=credential,
            form=form,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for form, content in ((form, sealed.forms[Format(form)]) for form in SealedAs)
    )
