"""Pictures of strangers are decoded by a child that may be killed, whatever they hold."""

from __future__ import annotations

import io
import os
import signal
from time import monotonic

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from credseal.errors import CredentialError, LimitError
from credseal.photo import confined, is_photograph, read_codes

ADDRESS = "https://campus.example/v/7KQ4-M2XD"


def code(text: str = ADDRESS) -> bytes:
    made = io.BytesIO()
    segno.make(text, micro=False).save(made, kind="png", scale=5)
    return made.getvalue()


def test_a_code_is_read() -> None:
    assert is_photograph(code()) and not is_photograph(b"%PDF-1.7")
    assert read_codes(code()) == (ADDRESS,)


def test_too_many_bytes_are_not_even_handed_over() -> None:
    with pytest.raises(LimitError):
        read_codes(code() + bytes(confined.MAX_PHOTO_BYTES))


def test_a_child_that_takes_too_long_is_killed_and_replaced() -> None:
    read_codes(code())
    stuck = confined._CHILDREN._idle[-1]
    os.kill(stuck._process.pid, signal.SIGSTOP)
    started = monotonic()
    with pytest.raises(LimitError):
        read_codes(code(), seconds=0.2)
    assert monotonic() - started < 1.5 and stuck._process.poll() is not None
    assert read_codes(code()) == (ADDRESS,)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=40))
def test_any_damage_gives_codes_or_a_named_error(place: int, damage: bytes) -> None:
    whole = code()
    try:
        assert all(isinstance(text, str) for text in read_codes(whole[:place] + damage + whole[place + len(damage) :]))
    except CredentialError:
        pass
