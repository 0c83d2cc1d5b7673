"""ESCO's labels in the consortium's language, taken from its official export."""

from __future__ import annotations

from pathlib import Path

from microcert.competencies.models import EscoSkill
from microcert.competencies.references.esco_file import read_esco
from microcert.foundation.action import action


@action
def import_esco(path: Path) -> int:
    """Take the skills of the file in place of those imported before; returns how many. Raises `BadFile`: nothing changed."""
    skills = read_esco(path)
    EscoSkill.objects.all().delete()
    EscoSkill.objects.bulk_create(skills, batch_size=500)
    return len(skills)
