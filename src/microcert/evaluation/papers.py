"""The end-of-training statement: objectives, nature, duration and results (Labour code L6353-1)."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import override

from microcert.documents.actions import establish
from microcert.documents.models import Document
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock, journal
from microcert.learning.queries import progress

from .queries import result_of, sitting_of
from .rules import Outcome

# French, as the whole document is.
WORDS = {
    Outcome.AWARD: "micro-certification délivrée, chaque compétence atteint son seuil",
    Outcome.RESIT: "rattrapage proposé",
    Outcome.NOT_AWARDED: "micro-certification non délivrée",
}


@override("fr")
def establish_end_of_training_statement(file: LearnerFile) -> Document | None:
    """On the assigned university's letterhead. None where no jury decided; a later decision has a statement of its own."""
    sitting = sitting_of(file)
    result = result_of(sitting) if sitting else None
    if result is None:
        return None
    number = f"AF-{file.order.number}-{result.minutes_number}"
    version, done = file.session.version, progress(file)
    return establish(
        Document.Kind.END_OF_TRAINING_STATEMENT,
        number,
        f"Attestation de fin de formation {number}",
        {
            "learner": file.learner.full_name,
            "training": version.title,
            "objective": version.description,
            "starts_on": date_format(file.session.starts_on, "j F Y"),
            "ends_on": date_format(file.session.ends_on, "j F Y"),
            "done": f"{done.minutes_done // 60}\u00a0h\u00a0{done.minutes_done % 60:02d}",
            "planned": f"{version.minutes // 60}\u00a0h",
            "producer": version.training.producer.name,
            "outcome": WORDS[result.outcome],
            "minutes": result.minutes_number,
            "decided_on": date_format(clock.day_of(result.sealed_at), "j F Y"),
            "competencies": [
                {"code": each.code, "title": each.title, "level": each.label, "threshold": each.threshold}
                for each in result.competencies
            ],
            "representative": file.university.legal_representative_name,
            "representative_title": file.university.legal_representative_title,
            "city": file.university.city,
            "today": date_format(clock.today(), "j F Y"),
        },
        letterhead=file.university,
        subject=journal.key_of(file),
        framework_version=version.framework_version,
    )
