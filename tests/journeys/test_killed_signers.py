"""A bulk signature whose worker is killed at any moment: every paper is signed once, none twice, none forgotten."""

from __future__ import annotations

import json

import pytest

from .test_killed_sellers import kill_again_and_again, process_starter

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PAPERS = 40
KILLS = 20


def test_a_killed_worker_signs_every_paper_once(tmp_path):
    signer = process_starter(tmp_path)
    signer.run("-m", "tests.journeys.signer", "prepare", str(PAPERS))
    struck = kill_again_and_again(signer, "tests.journeys.signer", "work", PAPERS, kills=KILLS, longest=0.4)
    # The last one is left alone and finishes what there is.
    assert signer.run("-m", "tests.journeys.signer", "work", str(PAPERS)).split() == ["ready", "done"]
    said = json.loads(signer.run("-m", "tests.journeys.signer", "judge", str(PAPERS)))
    assert struck == KILLS, "each kill hit a worker at work"
    assert said["begun_again"] > 0, "and some had a paper in hand"
    assert said["lines"] == {"done": PAPERS}
    assert said["signed"] == [1] * PAPERS, "the journal knows one signature of each"
    assert (said["copies"], said["sent"], said["seals_hold"]) == (PAPERS, PAPERS, True)
    assert (said["failed_jobs"], said["waiting_jobs"]) == (0, 0)
    assert said["journal"]
