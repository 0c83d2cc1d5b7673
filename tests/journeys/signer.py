"""A representative's bulk signature, worked off until killed: `python -m tests.journeys.signer prepare|work|judge PAPERS`.

`prepare` has each learner sign and a representative ask for all of it at once; `work` is the worker: it takes up what a killed
one had in hand and works on; `judge` says in JSON what stands.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

import django

from .seller import begin, sign
from .seller import prepare as prepare_the_world


def prepare(papers: int) -> None:
    from microcert.consortium.roles import Role
    from microcert.contracts.actions import ask_bulk_signature
    from microcert.contracts.models import TrainingContract
    from microcert.foundation.jobs import drain_jobs
    from microcert.people.models import User
    from tests.cast import person

    prepare_the_world(papers)
    buyers = [User.objects.get(email=f"b{number}@example.test") for number in range(papers)]
    for step in (begin, sign):
        for buyer in buyers:
            step(buyer)
        drain_jobs()
    representative = person("toutes", "Solange", "Vidal", (Role.LEGAL_REPRESENTATIVE, None))
    contracts = TrainingContract.objects.select_related("order__university")
    ask_bulk_signature(contracts, [], consent_text="Je signe.", by=representative)


def work(papers: int) -> None:
    from microcert.foundation.jobs import drain_jobs
    from microcert.foundation.jobs.embedded import take_up_again

    # As the worker does when it starts: what a killed one had in hand is done again.
    take_up_again("default")
    print("ready", flush=True)
    drain_jobs(raising=False)
    print("done", flush=True)


def judge(papers: int) -> None:
    from credseal.pdf import judge_pdf
    from microcert.batches.models import BatchLine
    from microcert.contracts.models import TrainingContract
    from microcert.documents.custody import trust_roots
    from microcert.documents.queries import content
    from microcert.foundation import journal
    from microcert.foundation.jobs.models import Effect, Job
    from microcert.foundation.models import JournalEntry

    roots = trust_roots()
    copies = [each.countersigned_document for each in TrainingContract.objects.order_by("pk")]
    signed = JournalEntry.objects.filter(verb="contracts.countersigned").values_list("subject", flat=True)
    verdict = {
        "lines": Counter(BatchLine.objects.values_list("status", flat=True)),
        "signed": sorted(Counter(signed).values()),
        "copies": len({copy.pk for copy in copies if copy}),
        "seals_hold": all(copy and judge_pdf(content(copy), roots).bottom_line for copy in copies),
        "sent": Effect.objects.filter(key__startswith="countersigned-copy:").count(),
        "failed_jobs": Job.objects.filter(failed_at__isnull=False).count(),
        "waiting_jobs": Job.objects.filter(failed_at=None, finished_at=None).count(),
        "begun_again": Job.objects.filter(starts__gt=1).count(),
        "journal": journal.verify().holds,
    }
    print(json.dumps(verdict))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "work": work, "judge": judge}[sys.argv[1]](int(sys.argv[2]))
