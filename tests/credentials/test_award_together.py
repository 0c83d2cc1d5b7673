"""Two workers award the same learner at the same instant: one credential, on any database that has several writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from microcert.credentials.actions import award
from microcert.credentials.models import Credential, Reservation
from microcert.documents.models import Document
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.models import Minutes
from tests.cast import assemble

from .awarding import sealed_minutes


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_award_once() -> None:
    cast = assemble()
    files = [cast.learner_file(), cast.learner_file(cast.malik)]
    minutes = sealed_minutes(cast, dict.fromkeys(files, "award"))
    together = Barrier(4)

    def work(file: int) -> int:
        try:
            together.wait(timeout=20)
            return award(Minutes.objects.get(pk=minutes.pk), LearnerFile.objects.get(pk=file)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        made = list(workers.map(work, [files[0].pk, files[0].pk, files[1].pk, files[1].pk]))
    assert len(set(made)) == 2 and made[0] == made[1] and made[2] == made[3]
    assert Credential.objects.count() == Reservation.objects.count() == 2
    assert Document.objects.filter(kind=Document.Kind.CERTIFICATE).count() == 2
    assert {number[-6:] for number in Credential.objects.values_list("number", flat=True)} == {"000001", "000002"}
