from __future__ import annotations

import pytest

from microcert.foundation.jobs import deliver, once
from microcert.foundation.jobs.models import Effect

from .tasks import note

pytestmark = pytest.mark.django_db


def test_an_effect_takes_place_once():
    assert once("award:1", lambda: note("first")) is True
    assert once("award:1", lambda: note("second")) is False
    assert not Effect.objects.filter(key="noted:second").exists()


def test_an_effect_that_fails_leaves_neither_itself_nor_its_row():
    def half_done() -> None:
        note("half")
        raise ValueError

    with pytest.raises(ValueError):
        once("award:1", half_done)
    assert not Effect.objects.exists()
    assert once("award:1", lambda: note("whole")) is True


def test_an_external_receiver_is_given_the_key():
    received = []
    assert deliver("mail:1", received.append) is True
    assert deliver("mail:1", received.append) is False
    assert received == ["mail:1"]


def test_a_delivery_that_fails_is_made_again():
    def broken(key: str) -> None:
        raise OSError(key)

    with pytest.raises(OSError, match="mail:1"):
        deliver("mail:1", broken)
    received = []
    assert deliver("mail:1", received.append) is True
    assert received == ["mail:1"]
