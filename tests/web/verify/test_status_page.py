"""The issuer's representatives change a status in two steps; everybody else is turned away."""

from __future__ import annotations

import pytest
from django.test import Client

from microcert.credentials.models import Credential
from tests.cast import Cast


@pytest.fixture
def page(credential: Credential) -> str:
    return f"/v/{credential.code}/statut/"


def test_a_visitor_is_asked_to_log_in(client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 302 and "login" in response["Location"]


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("helene", 200),
        ("ines", 403),
        ("agathe", 403),
        ("thierry", 403),
        ("malik", 404),
        ("karim", 404),
        ("valerie", 404),
    ],
)
def test_who_may_enter(client: Client, page: str, cast: Cast, key: str, status: int) -> None:
    client.force_login(cast.people[key])
    assert client.get(page).status_code == status
    assert client.post(page, {"wanted": "revoked", "reason": "Pour voir", "confirmed": "yes"}).status_code in (
        (302,) if status == 200 else (status,)
    )


def test_a_revocation_is_confirmed_before_it_is_done(
    client: Client, page: str, cast: Cast, credential: Credential
) -> None:
    client.force_login(cast.helene)
    answers = {"wanted": "revoked", "reason": "Erreur matérielle"}
    asked = client.post(page, answers)
    assert asked.status_code == 200 and "Une révocation ne s’annule pas" in asked.content.decode()
    credential.refresh_from_db()
    assert credential.status == "valid"
    done = client.post(page, answers | {"confirmed": "yes"}, follow=True)
    assert "Ce certificat a été révoqué" in done.content.decode()
    credential.refresh_from_db()
    assert (credential.status, credential.status_reason) == ("revoked", "Erreur matérielle")


@pytest.mark.parametrize(
    "answers",
    [{}, {"wanted": "revoked"}, {"wanted": "superseded", "reason": "x"}, {"wanted": "revoked", "reason": "x" * 251}],
)
def test_an_incomplete_decision_keeps_what_was_typed(
    client: Client, page: str, cast: Cast, credential: Credential, answers: dict[str, str]
) -> None:
    client.force_login(cast.helene)
    response = client.post(page, answers | {"confirmed": "yes"})
    assert response.status_code == 422 and "data-error-summary" in response.content.decode()
    credential.refresh_from_db()
    assert credential.status == "valid"


def test_a_final_status_offers_nothing_more(client: Client, page: str, cast: Cast, credential: Credential) -> None:
    client.force_login(cast.helene)
    client.post(page, {"wanted": "revoked", "reason": "Erreur", "confirmed": "yes"})
    response = client.get(page)
    assert "Ce statut est définitif" in response.content.decode() and 'name="wanted"' not in response.content.decode()
    assert client.post(page, {"wanted": "valid", "reason": "Regret", "confirmed": "yes"}).status_code == 422
