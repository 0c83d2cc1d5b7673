"""Whatever form a certificate comes in, the same door judges it: files, pasted texts, addresses of ours, strangers' badges."""

from __future__ import annotations

import base64
import json
import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from credseal import Ed25519Key
from credseal.openbadge import issue_open_badge
from credseal.proof import add_proof
from credseal.record import AwardRecord
from microcert.credentials.actions import revoke
from microcert.credentials.models import Credential, LogEntry
from microcert.documents.custody import credential_signer
from microcert.foundation import clock
from tests.cast import Cast
from tests.credentials.test_log import tampered
from tests.credseal.samples import record

from .test_verify import VERIFY, heading, shown, upload

GOOD = "Ce certificat est authentique et en vigueur"
FORMS = ("edc", "sdjwt", "vc-jwt", "ob-jwt", "png", "svg")


def form(credential: Credential, name: str) -> bytes:
    return bytes(credential.forms.get(form=name).content)


@pytest.mark.requirement("R030")
@pytest.mark.parametrize("name", FORMS)
def test_every_file_that_a_holder_can_have_is_verified(client: Client, credential: Credential, name: str) -> None:
    response = upload(client, form(credential, name), f"certificat.{name}")
    assert response.status_code == 200 and heading(response) == GOOD
    result = response.context["result"]
    assert result.content.title == credential.title and result.content.holder == "Inès Marie Carpentier"
    assert result.content.issuer == "Université de Hauterive" and result.content.issued is not None
    assert len(result.content.competencies) == 2 and result.original == f"/v/{credential.code}"
    assert "n° 1" in shown(response)


@pytest.mark.parametrize("name", ["edc", "vc-jwt", "sdjwt"])
def test_a_text_can_be_pasted(client: Client, credential: Credential, name: str) -> None:
    response = client.post(VERIFY, {"text": f"\n  {form(credential, name).decode()}\n"})
    assert heading(response) == GOOD and "celui que vous avez collé" in shown(response)


def test_a_pasted_text_that_is_no_certificate_stays_on_the_page(client: Client, db: None) -> None:
    response = client.post(VERIFY, {"text": "Bonjour"})
    assert response.status_code == 422 and 'id="id_text_error"' in response.content.decode()
    assert "Bonjour" in response.content.decode() and "<details open" in response.content.decode()


@pytest.mark.requirement("R030")
def test_a_wallet_that_hides_the_name_shows_the_rest(client: Client, credential: Credential) -> None:
    token, *disclosures, _end = form(credential, "sdjwt").decode().split("~")
    kept = [each for each in disclosures if b"name" not in base64.urlsafe_b64decode(each + "==")]
    assert len(kept) < len(disclosures)
    response = client.post(VERIFY, {"text": "~".join([token, *kept, ""])})
    assert heading(response) == GOOD and "Carpentier" not in shown(response)
    assert "Le fichier ne le nomme pas." in shown(response) and credential.title in shown(response)


@pytest.mark.parametrize(
    "pattern", ["https://micro-c.example/v/{}", "micro-c.example/v/{}", "http://MICRO-C.example/v/{}/"]
)
def test_an_address_of_ours_leads_to_its_page(client: Client, credential: Credential, pattern: str) -> None:
    response = client.post(VERIFY, {"code": pattern.format(credential.code)})
    assert response.status_code == 302 and response["Location"] == f"/v/{credential.code}"


@pytest.mark.parametrize(
    "typed",
    [
        "https://ailleurs.example/v/7KQ4-M2XD",
        "http://169.254.169.254/latest",
        "https://micro-c.example/",
        "https://micro-c.example@ailleurs.example/v/7KQ4-M2XD",
        "https://[::1/v/x",
        "file:///etc/passwd",
    ],
)
def test_a_stranger_s_address_is_not_visited(
    client: Client, credential: Credential, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("verification opened a connection")

    with monkeypatch.context() as guarded:
        guarded.setattr(socket, "getaddrinfo", refuse)
        response = client.post(VERIFY, {"code": typed})
    assert response.status_code == 422 and "nous n’en consultons aucune autre" in shown(response)


def foreign(version: int) -> dict[str, Any]:
    """A badge of somebody else's, signed by a key that names itself, on the VC Data Model 1.1 or 2.0."""
    key = Ed25519Key.generate()
    own = key.key_id.partition("#")[0]
    other = record(issued_at=clock.now() - timedelta(days=1))
    badge = issue_open_badge(replace(other, bodies=(replace(other.issuer, did=own),)), key)
    if version == 2:
        return badge
    bare = {
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"],
        "id": "urn:uuid:7b1e6ad4-6b0e-4c2c-9a2e-0f2f1f7d3a10",
        "type": ["VerifiableCredential"],
        "issuer": own,
        "issuanceDate": "2025-05-15T10:00:00Z",
        "credentialSubject": {"id": "urn:uuid:8b1e6ad4-6b0e-4c2c-9a2e-0f2f1f7d3a10"},
    }
    return add_proof(bare, key, created=clock.now())


@pytest.mark.parametrize("version", [1, 2])
def test_a_badge_of_another_issuer_is_judged_and_called_unknown(
    client: Client, credential: Credential, version: int
) -> None:
    response = upload(client, json.dumps(foreign(version)).encode())
    assert heading(response) == "L’émetteur de ce certificat est inconnu ici"
    kinds = {str(answer.question): answer.kind for answer in response.context["result"].answers}
    assert kinds["Le document a-t-il été modifié ?"] == "ok" and kinds["L’organisme est-il reconnu ?"] == "wait"
    assert "stop" not in kinds.values() and "Figure-t-il au registre public ?" not in kinds


@pytest.mark.parametrize("name", FORMS)
def test_a_revocation_is_said_whatever_the_file(client: Client, credential: Credential, cast: Cast, name: str) -> None:
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    assert heading(upload(client, form(credential, name))) == "Ce certificat a été révoqué"


@pytest.mark.requirement("N12")
def test_an_authentic_badge_that_was_never_entered_is_noticed(
    client: Client, credential: Credential, cast: Cast
) -> None:
    """Somebody got hold of a university's key and signs a badge of last year: its signature holds, the log lacks it."""
    ours = AwardRecord.from_json(json.dumps(credential.record))
    stolen = replace(ours, credential_id="urn:uuid:99999999-9999-4999-8999-999999999999", number="MC-HTR-2025-000001")
    response = upload(client, json.dumps(issue_open_badge(stolen, credential_signer(cast.hauterive))).encode())
    answer = response.context["result"].answers[-1]
    assert str(answer.said) == "Non, il n’y est pas inscrit" and answer.kind == "wait"
    twin = issue_open_badge(replace(ours, title="Autre titre"), credential_signer(cast.hauterive))
    assert upload(client, json.dumps(twin).encode()).context["result"].answers[-1].kind == "wait"


def test_the_permanent_page_says_where_the_award_stands_in_the_log(client: Client, credential: Credential) -> None:
    page = shown(client.get(f"/v/{credential.code}"))
    assert "Inscrit au registre public le" in page and "(n° 1)" in page and f"/log/proof/{credential.code}" in page
    tampered(LogEntry.objects.all(), index=7)
    assert "(n° 8)" in shown(client.get(f"/v/{credential.code}"))


@pytest.mark.requirement("R093")
def test_too_many_questions_are_answered_with_the_time_to_come_back(client: Client, credential: Credential) -> None:
    for _turn in range(30):
        assert client.post(VERIFY, {"code": credential.code}).status_code == 302
    refused = client.post(VERIFY, {"file": SimpleUploadedFile("a.json", credential.badge.encode())})
    assert refused.status_code == 429 and "Réessayez à partir de" in shown(refused)
    assert 0 < int(refused["Retry-After"]) <= 600
    assert client.get(VERIFY, {"code": credential.code}).status_code == 429
    assert client.get(VERIFY).status_code == 200 and client.get(f"/v/{quote(credential.code)}").status_code == 200
    neighbour = Client(REMOTE_ADDR="192.0.2.7")
    assert neighbour.post(VERIFY, {"code": credential.code}).status_code == 302


def test_whoever_waited_may_ask_again(client: Client, credential: Credential, monkeypatch: pytest.MonkeyPatch) -> None:
    for _turn in range(31):
        last = client.post(VERIFY, {"code": credential.code})
    assert last.status_code == 429
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr("microcert.web.verify.rate.clock.now", lambda: later)
    assert client.post(VERIFY, {"code": credential.code}).status_code == 302
