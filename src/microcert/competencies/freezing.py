"""A framework in use is frozen, whoever writes: its rows and those of its parts refuse to be saved, changed or deleted.

Contracts and credentials cite its competencies. What they do not cite goes on growing: the sector's contributions, and the
answers that a registration asks for. As for trainings, this guards against the program itself; hashes on contracts and credentials tell of edits made by hand.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from .errors import FrameworkFrozen
from .rules import FrameworkStatus

# The answers to the criteria of registration (Labour code R6113-11): they are written while cohorts go by.
ANSWERS = ("market_study", "transitions", "safety", "disability", "legal_constraints", "registry_links")
# What may still change once it is in use: that its successor takes over, and those answers.
STILL_FREE = frozenset({"status", "in_force_since", "revision", *ANSWERS})


def refuse_unless_draft(framework_ids: Iterable[int | None]) -> None:
    """Raise `FrameworkFrozen` when one of these frameworks is no longer a draft."""
    from .models import CompetencyFramework

    if CompetencyFramework.objects.filter(pk__in=set(framework_ids)).exclude(status=FrameworkStatus.DRAFT).exists():
        raise FrameworkFrozen


class PartRows(models.QuerySet):
    """Parts of frameworks: those of a framework in use stay as they are."""

    def update(self, **kwargs: Any) -> int:
        self._refuse_if_frozen()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_if_frozen()
        return super().delete()

    def _refuse_if_frozen(self) -> None:
        part: Any = self.model
        if not part.stays_open:
            refuse_unless_draft(self.values_list(part.framework_path, flat=True))

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        refuse_unless_draft(row.framework_pk() for row in rows if not row.stays_open)
        return super().bulk_create(rows, *args, **kwargs)


class FrameworkRow(models.Model):
    """A row that belongs to one framework. `framework_path` leads to it, in the words of the ORM.

    `stays_open` says that nothing which is signed or awarded cites the row.
    """

    framework_path: ClassVar[str] = "framework"
    stays_open: ClassVar[bool] = False
    objects = PartRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.stays_open:
            refuse_unless_draft([self.framework_pk()])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if not self.stays_open:
            refuse_unless_draft([self.framework_pk()])
        return super().delete(*args, **kwargs)

    def framework_pk(self) -> int | None:
        row: Any = self
        for step in self.framework_path.split("__")[:-1]:
            row = getattr(row, step)
        return row.framework_id or row.framework.pk


class PartOfFramework(FrameworkRow):
    """A row that people write together: a stable identifier for exchange, a place, and a number that each change raises."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
