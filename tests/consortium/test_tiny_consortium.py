"""A second, tiny consortium: nothing in the code knows the first one."""

from __future__ import annotations

import pytest

from microcert.consortium.models import Consortium, University
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus


@pytest.mark.django_db
@pytest.mark.requirement("R008")
def test_another_file_makes_another_consortium(tiny_house):
    house = Consortium.objects.get()
    assert (house.brand, house.mark, house.hours_min, house.hours_max) == ("Rivage", "Micro-R", 5, 40)
    assert University.objects.count() == 3 and house.settings["assessment"]["jury_minimum"] == 4
    assert Session.objects.filter(status=SessionStatus.OPEN).exists()
