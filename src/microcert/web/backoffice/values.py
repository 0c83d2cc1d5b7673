"""What the back office calls each state and each reason: the same words as the pages. The rows keep their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from microcert.consortium.rules import TextStatus
from microcert.foundation.backoffice import ReadOnlyAdmin
from microcert.web.steering.figures import STATES as SESSIONS
from microcert.web.steering.production_words import CALLS, MEETINGS, PROPOSALS, RULINGS
from microcert.web.steering.texts import ORIGINS
from microcert.web.teacher.designs.listing import STATES as VERSIONS

# (model, field) → what each of its values is called. A value in words here is not stored in words: no migration follows.
TEXTS = {
    TextStatus.DRAFT: _("En préparation"),
    TextStatus.PUBLISHED: _("Publiée"),
    TextStatus.ABANDONED: _("Abandonnée"),
}
VALUE_WORDS: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("consortium.TextDraft", "status"): TEXTS,
    ("consortium.TextDraft", "origin"): ORIGINS,
    ("production.SpecificationDraft", "status"): TEXTS,
    ("production.SpecificationDraft", "origin"): ORIGINS,
    ("production.Call", "status"): {state: badge[2] for state, badge in CALLS.items()},
    ("production.Proposal", "status"): {state: badge[2] for state, badge in PROPOSALS.items()},
    ("production.Meeting", "status"): {state: badge[2] for state, badge in MEETINGS.items()},
    ("production.AgendaItem", "ruling"): {ruling: badge[2] for ruling, badge in RULINGS.items()},
    ("trainings.TrainingVersion", "status"): {state: badge[2] for state, badge in VERSIONS.items()},
    ("training_sessions.Session", "status"): {state: badge[2] for state, badge in SESSIONS.items()},
}


def speak_values(site: AdminSite) -> None:
    """Let every read-only door say coded values in words. Called once, when all models are registered."""
    for model, door in site._registry.items():
        if isinstance(door, ReadOnlyAdmin):
            label = model._meta.label
            door.coded = {field: words for (owner, field), words in VALUE_WORDS.items() if owner == label}
