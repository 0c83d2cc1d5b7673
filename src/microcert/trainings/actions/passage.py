"""A draft takes up the next version of its competency framework."""

from __future__ import annotations

from microcert.competencies.models import CompetencyFramework
from microcert.competencies.rules import next_code
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.errors import NotTheNext, PictureChanged
from microcert.trainings.models import Criterion, Outcome, Revision, TrainingVersion
from microcert.trainings.passage import Passage, passage_of
from microcert.trainings.sections import Content, content_of, latest_revision

from .sections import locked_draft

# The sections that a passage rewrites: whoever has one of them open is told before anything is replaced.
TOUCHED = ("outcomes", "task")


@action
def take_up_framework(version: TrainingVersion, *, seen: str, by: User | None) -> Passage:
    """Stand on the newest version of the framework, as `passage_of` showed it; `seen` is what the person was shown.

    Outcomes, criteria and thresholds follow their competency by its identifier. Outcomes whose competency is gone stay, tied to
    what it was: publication waits until they are tied elsewhere. New outcomes of the framework come in, not yet taught or judged.
    Raises `NotADraft`, `NotTheNext`, `PictureChanged`.
    """
    draft = locked_draft(version)
    passage = passage_of(draft)
    if passage is None:
        raise NotTheNext
    # Who writes in a framework locks its row and raises its number: from here on it stays what was read.
    after = CompetencyFramework.objects.select_for_update(of=("self",)).get(pk=passage.after.pk)
    if passage.seen != seen or after.revision != passage.after.revision:
        raise PictureChanged
    before = {name: content_of(draft, name) for name in (*TOUCHED, *_reworded_criteria(passage))}
    _follow_competencies(draft, passage)
    for row, words in passage.follow:
        setattr(row, "text" if isinstance(row, Outcome) else "title", words)
        row.save(update_fields=["text" if isinstance(row, Outcome) else "title"])
    _write_new_outcomes(draft, passage)
    draft.competency_framework = passage.after
    draft.save(update_fields=["competency_framework"])
    for name, content in before.items():
        _note(draft, name, content, by=by)
    journal.write(
        "trainings.framework_taken_up",
        draft,
        by=by,
        before=passage.before.pk,
        after=passage.after.pk,
        left_behind=[each.outcome.code for each in passage.left_behind],
        thresholds=list(passage.thresholds),
    )
    return passage


def _reworded_criteria(passage: Passage) -> list[str]:
    return [row.section for row, _words in passage.follow if isinstance(row, Criterion)]


def _follow_competencies(draft: TrainingVersion, passage: Passage) -> None:
    """The rows of the draft under the same competencies in the next framework; a threshold of none is taken away."""
    now = dict(passage.after.competencies.values_list("uuid", "pk"))
    criteria = Criterion.objects.filter(task__version=draft)
    for each in passage.before.competencies.all():
        if each.uuid in now:
            for rows in (draft.outcomes, criteria, draft.thresholds):
                rows.filter(competency=each).update(competency=now[each.uuid])
        else:
            draft.thresholds.filter(competency=each).delete()


def _write_new_outcomes(draft: TrainingVersion, passage: Passage) -> None:
    now = {str(uuid): pk for uuid, pk in passage.after.competencies.values_list("uuid", "pk")}
    codes = list(draft.outcomes.values_list("code", flat=True))
    for each in passage.to_write:
        code = each.latest.code if each.latest.code not in codes else next_code(each.latest.code[:1] or "A", codes)
        codes.append(code)
        Outcome.objects.create(
            version=draft,
            competency_id=now[each.latest.competency],
            code=code,
            text=each.latest.words,
            position=len(codes),
        )


def _note(draft: TrainingVersion, section: str, before: Content, *, by: User | None) -> None:
    """What the section said and what it says now, as lines of the history of their own."""
    content, latest = content_of(draft, section), latest_revision(draft, section)
    if content == before:
        return
    if latest is None:
        Revision.objects.create(version=draft, section=section, number=0, content=before, author=None, at=clock.now())
    number = (latest.number if latest else 0) + 1
    Revision.objects.create(version=draft, section=section, number=number, content=content, author=by, at=clock.now())
