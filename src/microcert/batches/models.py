from __future__ import annotations

from django.conf import settings
from django.db import models

from microcert.foundation import clock

from .rules import Kind, LineStatus


class Batch(models.Model):
    """One gesture about many things: who, when, with which words, and what it made if it made a file."""

    kind = models.CharField(max_length=12, choices=[(each, each) for each in Kind])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    words = models.TextField(help_text="What was agreed to or asked for, as the page said it.")
    choice = models.CharField(max_length=20, blank=True, help_text="What of each thing; its meaning is the kind's own.")
    file = models.FileField(upload_to="batches/", blank=True)
    file_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.asked_at:%Y-%m-%d %H:%M}"


class BatchLine(models.Model):
    """One thing of a batch, by its opaque key: waiting, done, or refused and why."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines")
    subject = models.CharField(max_length=80, help_text="Opaque key of the journal, such as orders.order:42.")
    status = models.CharField(max_length=8, choices=[(each, each) for each in LineStatus], default=LineStatus.WAITING)
    reason = models.CharField(max_length=300, blank=True, help_text="In the language of whoever asked.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "subject"], name="a_thing_once_in_a_batch"),
            models.CheckConstraint(
                condition=models.Q(status=LineStatus.WAITING, ended_at=None)
                | (~models.Q(status=LineStatus.WAITING) & models.Q(ended_at__isnull=False)),
                name="a_line_has_ended_when_it_no_longer_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.subject} {self.status}"

    @property
    def row(self) -> int:
        """The number of the thing's row."""
        return int(self.subject.rpartition(":")[2])
