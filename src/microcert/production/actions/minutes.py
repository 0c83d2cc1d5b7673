"""The committee's minutes: drawn up after the closing by a job, sealed by the secretariat's university, kept for ever."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.documents import custody
from microcert.documents.actions import keep
from microcert.documents.models import Document
from microcert.documents.render import render
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.production.errors import WrongMoment
from microcert.production.minutes import TEMPLATE, content_of
from microcert.production.models import Meeting
from microcert.production.rules import MeetingStatus, meeting_may_become


def seal_minutes(meeting: Meeting) -> Meeting:
    """Render and seal outside any transaction, then keep. Safe to repeat."""
    meeting = Meeting.objects.select_related("secretariat", "framework_version", "chair").get(pk=meeting.pk)
    if meeting.document_id or meeting.status != MeetingStatus.CLOSED:
        return meeting
    with override("fr"):
        title = _("Procès-verbal du comité de pilotage %s") % meeting.number
        content = content_of(meeting)
    custody.ensure_keys(meeting.secretariat)
    pdf = render(TEMPLATE, content, letterhead=meeting.secretariat, title=title)
    return _keep_sealed(meeting, title, custody.seal_pdf(pdf, meeting.secretariat, reason=title))


@action
def _keep_sealed(meeting: Meeting, title: str, pdf: bytes) -> Meeting:
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("secretariat", "framework_version")
        .get(pk=meeting.pk)
    )
    if meeting.document_id:
        return meeting
    if not meeting_may_become(meeting.status, MeetingStatus.SEALED):
        raise WrongMoment(_("Ce procès-verbal n’attend pas d’être scellé."))
    meeting.document = keep(
        kind=Document.Kind.COMMITTEE_MINUTES,
        number=meeting.number,
        title=title,
        letterhead=meeting.secretariat,
        subject=journal.key_of(meeting),
        pdf=pdf,
        template=f"{TEMPLATE}@1",
        framework_version=meeting.framework_version,
    )
    meeting.status = MeetingStatus.SEALED
    meeting.save(update_fields=["document", "status"])
    journal.write("production.minutes_sealed", meeting, by=None, document=meeting.document_id)
    return meeting
