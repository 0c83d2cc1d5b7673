"""The next version of the course specification: opened for a reason, written part by part, published or given up."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from microcert.consortium.actions import check_opening, locked
from microcert.consortium.errors import AlreadyPublished, DraftClosed
from microcert.consortium.rules import Origin, TextStatus
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.refusals import Invalid
from microcert.people.models import User
from microcert.production.errors import PartChanged, SpecificationFaulty
from microcert.production.models import Specification, SpecificationDraft, SpecificationItem
from microcert.production.queries import clauses_in_force, parts_in_force
from microcert.production.specification_parts import MOST_PARTS, Part, faults_of, fingerprint, moved, with_part


@action
def open_specification(
    *, version: str, reason: str, origin: Origin, reference: str = "", by: User
) -> SpecificationDraft:
    """Open the next version, starting from the one in force. Raises `Invalid`, `AlreadyPublished`, `DraftClosed`."""
    check_opening(version, origin, reference)
    if Specification.objects.filter(version=version).exists():
        raise AlreadyPublished(version)
    if SpecificationDraft.objects.select_for_update().filter(status=TextStatus.DRAFT).exists():
        raise DraftClosed(_("Une version de ce texte est déjà en préparation : reprenez-la."))
    newest = Specification.objects.first()
    draft = SpecificationDraft.objects.create(
        version=version,
        based_on=newest.version if newest else "",
        method=newest.method if newest else "",
        parts=[each.stated() for each in parts_in_force(newest)],
        reason=reason.strip(),
        origin=origin,
        origin_reference=reference.strip(),
        opened_by=by,
    )
    journal.write("production.specification_opened", draft, by=by, version=version)
    return draft


@action
def write_method(draft: SpecificationDraft, *, method: str, seen: str, by: User) -> SpecificationDraft:
    """Keep the method of production. Raises `PartChanged` when somebody saved it since."""
    draft = locked(draft)
    if fingerprint(draft.method) != seen:
        raise PartChanged
    draft.method = method.replace("\r\n", "\n")
    return _kept(draft, "method", by=by)


@action
def write_part(
    draft: SpecificationDraft, part: Part, *, instead_of: str = "", seen: str, by: User
) -> SpecificationDraft:
    """Add a part, or write it in the place of another. Raises `PartChanged`, `Invalid` when its code is taken."""
    draft = locked(draft)
    parts = draft.listed()
    codes = {each.code for each in parts} - {instead_of}
    if part.code in codes:
        raise Invalid(_("Un autre article porte déjà ce code."), field="code")
    if not instead_of and len(parts) >= MOST_PARTS:
        raise Invalid(_("Un cahier des charges tient en %d articles : regroupez-en.") % MOST_PARTS)
    _as_seen(parts, instead_of, seen)
    return _with_parts(draft, with_part(parts, part, instead_of=instead_of), part.code, by=by)


@action
def remove_part(draft: SpecificationDraft, code: str, *, seen: str, by: User) -> SpecificationDraft:
    """Take a part away. Raises `PartChanged` when somebody wrote it since: they may have had a reason to keep it."""
    draft = locked(draft)
    parts = draft.listed()
    _as_seen(parts, code, seen)
    return _with_parts(draft, [each for each in parts if each.code != code], code, by=by)


@action
def move_part(draft: SpecificationDraft, code: str, *, up: bool, by: User) -> SpecificationDraft:
    """Put a part before or after its neighbour in its section. Raises `PartChanged` when it is there no more."""
    draft = locked(draft)
    parts = draft.listed()
    if code not in {each.code for each in parts}:
        raise PartChanged
    return _with_parts(draft, moved(parts, code, up=up), code, by=by)


@action
def publish_specification(draft: SpecificationDraft, *, seen: int, by: User) -> Specification:
    """Publish what the person reads, at revision `seen`; it is never edited again. Raises `PartChanged`, `SpecificationFaulty`."""
    draft = locked(draft)
    if draft.revision != seen:
        raise PartChanged
    parts = draft.listed()
    if faults := faults_of(draft.method, parts, clauses_in_force()):
        raise SpecificationFaulty(faults)
    published = Specification.objects.create(
        version=draft.version, published_on=clock.today(), method=draft.method, reason=draft.reason
    )
    SpecificationItem.objects.bulk_create(
        SpecificationItem(specification=published, position=place, **each.stated())
        for place, each in enumerate(parts, start=1)
    )
    draft.status = TextStatus.PUBLISHED
    draft.closed_at = clock.now()
    draft.save(update_fields=["status", "closed_at"])
    journal.write("production.specification_published", published, by=by, version=draft.version, parts=len(parts))
    return published


@action
def abandon_specification(draft: SpecificationDraft, *, by: User) -> SpecificationDraft:
    """Give the version up; the one in force stays in force."""
    draft = locked(draft)
    draft.status = TextStatus.ABANDONED
    draft.closed_at = clock.now()
    draft.save(update_fields=["status", "closed_at"])
    journal.write("production.specification_abandoned", draft, by=by)
    return draft


def _as_seen(parts: Sequence[Part], code: str, seen: str) -> None:
    if code and fingerprint(next((each for each in parts if each.code == code), None)) != seen:
        raise PartChanged


def _with_parts(draft: SpecificationDraft, parts: Sequence[Part], code: str, *, by: User) -> SpecificationDraft:
    draft.parts = [each.stated() for each in parts]
    return _kept(draft, code, by=by)


def _kept(draft: SpecificationDraft, what: str, *, by: User) -> SpecificationDraft:
    draft.revision += 1
    draft.save(update_fields=["method", "parts", "revision"])
    journal.write("production.specification_written", draft, by=by, part=what, revision=draft.revision)
    return draft
