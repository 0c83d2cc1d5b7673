"""Words that are typed and not saved yet: kept for their author, given back when the form is opened again."""

from __future__ import annotations

from collections.abc import Mapping

from microcert.competencies.models import CompetencyFramework, UnsavedWords
from microcert.foundation import clock
from microcert.people.models import User

# A form of this room has a dozen fields; more is no form of ours.
MOST_FIELDS, MOST_CHARACTERS = 40, 60_000


def keep_words(framework: CompetencyFramework, place: str, content: Mapping[str, str], *, by: User) -> bool:
    """Keep what is in a form; False when it is too long to be one of ours. A draft changes no framework: no journal."""
    if len(content) > MOST_FIELDS or sum(len(value) for value in content.values()) > MOST_CHARACTERS:
        return False
    UnsavedWords.objects.update_or_create(
        person=by, framework=framework, place=place[:60], defaults={"content": dict(content), "saved_at": clock.now()}
    )
    return True


def forget_words(framework: CompetencyFramework, place: str, *, by: User) -> None:
    """Throw away what was kept."""
    UnsavedWords.objects.filter(person=by, framework=framework, place=place).delete()
