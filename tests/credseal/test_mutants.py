"""Every sealed form, damaged in any way: findings or nothing at all, never another exception, never a wrong yes."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credseal import Desk, Format, verify
from credseal.verify import StatusSnapshot

from .samples import NOW, World, make_world, record

FORMS = (Format.OB, Format.VC_JWT, Format.SDJWT, Format.EDC, Format.PDF, Format.PNG, Format.SVG)


@dataclass(frozen=True, repr=False)
class Desks:
    world: World
    forms: Mapping[Format, bytes]


@pytest.fixture(scope="module")
def desks() -> Desks:
    world = make_world()
    return Desks(world, Desk(signer=world.key, seal=world.seal).issue(record(), FORMS))


@st.composite
def damage(draw: st.DrawFn) -> tuple[float, float, bytes]:
    """From where to where, in fractions of the whole, and what stands there afterwards."""
    start = draw(st.floats(0, 1))
    return start, draw(st.sampled_from([0.0, 0.0005, 0.01, 0.3, 1.0])), draw(st.binary(max_size=6))


@pytest.mark.parametrize("form", FORMS)
@given(where=damage())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_form_gives_findings(form: Format, where: tuple[float, float, bytes], desks: Desks) -> None:
    whole = desks.forms[form]
    start, length, put = where
    at = int(start * len(whole))
    damaged = whole[:at] + put + whole[at + int(length * len(whole)) :]
    result = verify(damaged, issuers=desks.world.trust, status=StatusSnapshot.of(), now=NOW)
    assert result.findings
    if form is Format.PDF and damaged != whole:
        assert not result.ok, "of a PDF every byte is sealed"
    elif result.ok:
        original = verify(whole, issuers=desks.world.trust, status=StatusSnapshot.of(), now=NOW).credential
        same = is_part_of if form is Format.SDJWT else operator.eq
        assert same(result.credential, original), "what is accepted says what was signed"


def is_part_of(told: object, whole: object) -> bool:
    """Whether this is the whole, or what is left of it when the holder keeps some disclosures back."""
    if isinstance(told, Mapping) and isinstance(whole, Mapping):
        return all(name in whole and is_part_of(value, whole[name]) for name, value in told.items())
    if isinstance(told, list) and isinstance(whole, list):
        rest = iter(whole)
        return all(any(is_part_of(one, other) for other in rest) for one in told)
    return told == whole
