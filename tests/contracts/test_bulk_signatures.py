"""The states of one paper in a bulk signature, and for how long a page waits for it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from microcert.contracts.models import BulkSignature, BulkSignatureLine
from microcert.contracts.rules import LINE_TRANSITIONS, PATIENCE, LineStatus, is_overdue

ASKED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("before", "after"), list(product(LineStatus, LineStatus)))
def test_a_paper_ends_once_signed_or_refused(before, after):
    is_end = after in (LineStatus.SIGNED, LineStatus.REFUSED)
    assert (after in LINE_TRANSITIONS[before]) is (before == LineStatus.WAITING and is_end)


def test_a_page_asks_again_for_a_quarter_of_an_hour():
    assert not is_overdue(ASKED, ASKED + PATIENCE)
    assert is_overdue(ASKED, ASKED + PATIENCE * 1.01)


@pytest.mark.django_db
def test_a_line_is_about_one_paper(cast):
    bulk = BulkSignature.objects.create(by=cast.karim, consent_text="Je signe.")
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkSignatureLine.objects.create(bulk=bulk)
