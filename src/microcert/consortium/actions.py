"""A new version of a text that binds: opened for a reason, written, published once and for all, or given up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.utils.text import slugify
from django.utils.translation import gettext as _

from microcert.consortium.errors import AlreadyPublished, DraftChanged, DraftClosed, TextFaulty
from microcert.consortium.models import Draft, FrameworkVersion, LegalVisa, TermsVersion, TextDraft
from microcert.consortium.queries import published_versions
from microcert.consortium.rules import Origin, TextFault, TextStatus, faults_of_text, text_may_become
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.refusals import Invalid
from microcert.people.models import User

VERSION = re.compile(r"[0-9]{4}-[0-9]{1,4}")
D = TypeVar("D", bound=Draft)


def check_opening(version: str, origin: Origin, reference: str) -> None:
    """Whether a next version may be opened so: its number, and the finding that it follows. Raises `Invalid`."""
    if not VERSION.fullmatch(version):
        raise Invalid(_("Écrivez ce numéro comme 2027-1 : une année, un tiret, un rang."), field="version")
    if origin == Origin.CORRECTIVE_ACTION and not reference.strip():
        raise Invalid(_("Indiquez la référence de l’action corrective."), field="reference")


@action
def open_draft(kind: str, *, version: str, reason: str, origin: Origin, reference: str = "", by: User) -> TextDraft:
    """Open the next version of a text, starting from the one in force. Raises `Invalid`, `AlreadyPublished`.

    A corrective action is named by its reference, so that the loop from a finding to a rule can be followed.
    """
    check_opening(version, origin, reference)
    known = published_versions(kind)
    if any(each.version == version for each in known):
        raise AlreadyPublished(version)
    if TextDraft.objects.select_for_update().filter(kind=kind, status=TextStatus.DRAFT).exists():
        raise DraftClosed(_("Une version de ce texte est déjà en préparation : reprenez-la."))
    newest = known[0] if known else None
    draft = TextDraft.objects.create(
        kind=kind,
        version=version,
        based_on=newest.version if newest else "",
        text=newest.text if newest else "",
        visas=_visas_of(newest) if isinstance(newest, FrameworkVersion) else [],
        reason=reason.strip(),
        origin=origin,
        origin_reference=reference.strip(),
        opened_by=by,
    )
    journal.write("consortium.draft_opened", draft, by=by, kind=kind, version=version)
    return draft


def _visas_of(framework: FrameworkVersion) -> list[dict[str, object]]:
    return [
        {"kind": each.kind, "reference": each.reference, "title": each.title, "applies_to": each.applies_to}
        for each in framework.visas.all()
    ]


@action
def write_draft(
    draft: TextDraft, *, text: str, seen: int, visas: Sequence[Mapping[str, object]] | None = None, by: User
) -> TextDraft:
    """Keep what was written. Raises `DraftChanged` when somebody saved since revision `seen`: nobody's words are lost."""
    draft = locked(draft)
    if draft.revision != seen:
        raise DraftChanged
    draft.text = text.replace("\r\n", "\n")
    if visas is not None:
        draft.visas = [dict(each) for each in visas]
    draft.revision += 1
    draft.save(update_fields=["text", "visas", "revision"])
    journal.write("consortium.draft_written", draft, by=by, revision=draft.revision)
    return draft


@action
def publish_draft(draft: TextDraft, *, by: User) -> FrameworkVersion | TermsVersion:
    """Publish: the text gets its hash and its day, and is never edited again. Raises `TextFaulty` with every fault."""
    draft = locked(draft)
    if faults := faults_of_text(draft.text, draft.version):
        raise TextFaulty([_words(fault, number) for fault, number in faults])
    sha256 = hashlib.sha256(draft.text.encode()).hexdigest()
    given = {"version": draft.version, "published_on": clock.today(), "text": draft.text, "sha256": sha256}
    published: FrameworkVersion | TermsVersion
    if draft.kind == TextDraft.FRAMEWORK:
        published = FrameworkVersion.objects.create(**given)
        LegalVisa.objects.bulk_create(
            LegalVisa(
                framework=published, key=slugify(str(each["reference"]))[:45] + f"-{place}", position=place, **each
            )
            for place, each in enumerate(draft.visas)
        )
    else:
        published = TermsVersion.objects.create(kind=draft.kind, **given)
    draft.status = TextStatus.PUBLISHED
    draft.published_at = clock.now()
    draft.save(update_fields=["status", "published_at"])
    journal.write("consortium.text_published", published, by=by, version=draft.version, sha256=sha256)
    return published


def _words(fault: TextFault, number: str) -> str:
    return {
        TextFault.NO_TITLE: _("commencez le texte par son titre, sur une ligne « # Titre »"),
        TextFault.NO_CLAUSE: _("numérotez les articles, par exemple « ## 1. Objet »"),
        TextFault.TWICE: _("l’article %s y figure deux fois") % number,
        TextFault.OTHER_VERSION: _("il se dit « version %s » : corrigez cette ligne, son numéro et sa date") % number,
    }[fault]


@action
def abandon_draft(draft: TextDraft, *, by: User) -> TextDraft:
    """Give the version up; the text in force stays in force."""
    draft = locked(draft)
    draft.status = TextStatus.ABANDONED
    draft.save(update_fields=["status"])
    journal.write("consortium.draft_abandoned", draft, by=by)
    return draft


def locked(draft: D) -> D:
    """The draft as it stands now. Raises `DraftClosed` when it was published or given up."""
    found: D = type(draft)._default_manager.select_for_update().get(pk=draft.pk)
    if not text_may_become(found.status, TextStatus.PUBLISHED):
        raise DraftClosed(_("Cette version est publiée ou abandonnée : ouvrez-en une nouvelle."))
    return found
