"""What a PDF reader shows beside the seal: who sealed and why, where, in the language of the certificate."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db.models import QuerySet
from pyhanko.pdf_utils.reader import PdfFileReader

from microcert.documents.queries import content
from tests.cast import Cast

from .awarding import awarded


def words(pdf: bytes) -> list[tuple[Any, Any]]:
    """Reason and location of each seal, as another reader finds them."""
    seals = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return [(seal.sig_object.get("/Reason"), seal.sig_object.get("/Location")) for seal in seals]


@pytest.mark.requirement("N02")
def test_each_seal_of_a_joint_award_says_whose_it_is_and_where(cast: Cast) -> None:
    cast.version.training.awarded_with.add(cast.valmere)
    assert words(content(awarded(cast).certificate)) == [
        ("Micro-certification délivrée par l’Université de Hauterive", cast.hauterive.city),
        (f"Micro-certification délivrée par {cast.valmere.article}", cast.valmere.city),
    ]


def test_the_seal_speaks_the_language_of_the_certificate(cast: Cast) -> None:
    # A published version refuses changes; a test that wants one in English passes beside its guard.
    QuerySet(type(cast.version)).filter(pk=cast.version.pk).update(language="en")
    cast.version.refresh_from_db()
    cast.session.refresh_from_db()
    ((reason, place),) = words(content(awarded(cast).certificate))
    assert reason == "Micro-credential awarded by Université de Hauterive" and place == cast.hauterive.city
