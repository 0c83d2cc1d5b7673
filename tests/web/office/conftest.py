from __future__ import annotations

import pytest

from microcert.orders.models import Order
from microcert.orders.rules import OrderStatus
from tests.cast import person
from tests.credentials.awarding import credential  # noqa: F401  # fixtures for this folder
from tests.evaluation.conftest import room  # noqa: F401


@pytest.fixture
def office(client, cast):
    client.force_login(cast.karim)
    return client


@pytest.fixture
def files(cast):
    """Ines waits for her signature and Zoé pays, at Brocéliande; Malik is Valmère's."""
    ines = cast.learner_file(cast.ines, cast.broceliande).order
    zoe = cast.learner_file(person("zoe", "Zoé", "Imbert"), cast.broceliande).order
    malik = cast.learner_file(cast.malik, cast.valmere).order
    Order.objects.filter(pk__in=[ines.pk, malik.pk]).update(status=OrderStatus.TO_SIGN)
    Order.objects.filter(pk=zoe.pk).update(status=OrderStatus.COMPLETED)
    return ines, zoe, malik
