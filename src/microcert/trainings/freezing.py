"""A published version is frozen, whoever writes: its rows and those of its parts refuse to be saved, changed or deleted.

This guards against the program itself (a form, a script, an admin page); a person who edits the database by hand is caught
by the hashes that contracts and credentials carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from .errors import VersionFrozen
from .rules import VersionStatus

# What may still change on a published version: that it is retired.
STILL_FREE = frozenset({"status", "published_at"})


def refuse_unless_draft(version_ids: Iterable[int | None]) -> None:
    """Raise `VersionFrozen` when one of these versions is no longer a draft."""
    from .models import TrainingVersion

    if TrainingVersion.objects.filter(pk__in=set(version_ids)).exclude(status=VersionStatus.DRAFT).exists():
        raise VersionFrozen


class VersionRows(models.QuerySet):
    """Versions: only drafts can be edited or deleted."""

    def update(self, **kwargs: Any) -> int:
        if not set(kwargs) <= STILL_FREE:
            refuse_unless_draft(self.values_list("pk", flat=True))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_unless_draft(self.values_list("pk", flat=True))
        return super().delete()


class PartRows(models.QuerySet):
    """Parts of versions: those of a published version stay as they are."""

    def update(self, **kwargs: Any) -> int:
        refuse_unless_draft(self._versions())
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_unless_draft(self._versions())
        return super().delete()

    def _versions(self) -> Iterable[int]:
        part: Any = self.model
        return self.values_list(part.version_path, flat=True)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        refuse_unless_draft(row.version_pk() for row in rows)
        return super().bulk_create(rows, *args, **kwargs)


class PartOfVersion(models.Model):
    """A row that belongs to one version. `version_path` leads to it, in the words of the ORM."""

    version_path: ClassVar[str] = "version"
    objects = PartRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_unless_draft([self.version_pk()])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_unless_draft([self.version_pk()])
        return super().delete(*args, **kwargs)

    def version_pk(self) -> int | None:
        """The version that this row belongs to."""
        row: Any = self
        for step in self.version_path.split("__")[:-1]:
            row = getattr(row, step)
        return row.version_id or row.version.pk
