from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.documents.queries import content
from microcert.foundation.jobs import deliver, task

from .models import LearnerFile
from .papers import establish_convocation
from .rules import FileStatus


@task()
def send_convocation(file: int) -> None:
    """Some days before the start: when and where it begins, with whom, on which rules."""
    opened = LearnerFile.objects.select_related(
        "learner",
        "university",
        "order__internal_rules",
        "session__version__framework_version",
        "session__version__training__producer",
    ).get(pk=file)
    if opened.status != FileStatus.OPEN:
        return
    document = establish_convocation(opened)
    with override(opened.learner.language):
        message = EmailMessage(
            _("Votre formation commence bientôt"),
            _(
                "Bonjour,\n\n« %(title)s » commence le %(day)s. Votre convocation est jointe, avec le calendrier et vos contacts."
            )
            % {"title": opened.session.version.title, "day": f"{opened.session.starts_on:%d/%m/%Y}"},
            to=[opened.learner.email],
            attachments=[(f"{document.number}.pdf", content(document), "application/pdf")],
        )
    deliver(f"convocation:{document.number}", lambda key: message.send())
