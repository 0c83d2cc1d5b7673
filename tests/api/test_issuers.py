"""What verifiers all over the world read: keys, lists, roots; public, cacheable, silent about who asks about whom."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from credseal.keys import did_web_location
from credseal.proof import split_proofs
from credseal.status import read_status_list
from credseal.verify import StatusSnapshot, TrustList, verify
from microcert.credentials.actions import revoke
from microcert.credentials.models import Credential
from microcert.documents.custody import new_credential_key
from microcert.documents.queries import content
from microcert.foundation import clock
from tests.cast import Cast
from tests.credentials.awarding import credential  # noqa: F401  # a fixture

LIST = "/issuers/hauterive/status/revocation/1"


@pytest.mark.requirement("R093")
def test_a_stranger_s_verifier_needs_nothing_but_these_addresses(
    client: Client,
    credential: Credential,  # noqa: F811
    cast: Cast,
) -> None:
    """Trust list and status list over HTTP, credseal alone: no database, no session."""
    trusted = TrustList.from_json(client.get("/issuers/index.json").content)
    badge = json.loads(credential.badge)
    address = badge["credentialStatus"]["statusListCredential"]
    assert address == f"https://micro-c.example{LIST}"

    def judged(file: bytes) -> bool:
        lists = [
            json.loads(client.get(LIST.replace("revocation", purpose)).content)
            for purpose in ("revocation", "suspension")
        ]
        return verify(file, issuers=trusted, status=StatusSnapshot.of(lists), now=clock.now()).ok

    files = (credential.badge.encode(), content(credential.certificate))
    assert all(judged(file) for file in files)
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    assert not any(judged(file) for file in files)


def test_the_did_document_stands_where_did_web_looks_for_it(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    did = json.loads(credential.badge)["issuer"]["id"]
    path = did_web_location(did).removeprefix("https://micro-c.example")
    first = client.get(path).json()
    method = split_proofs(json.loads(credential.badge))[1][0].verification_method
    assert first["id"] == did and method in first["assertionMethod"]
    new_credential_key(cast.hauterive)
    second = client.get(path).json()
    assert method in second["assertionMethod"] and len(second["verificationMethod"]) == 3
    dated = client.get("/issuers/hauterive/keys.json").json()
    assert [("validUntil" in key) for key in dated] == [True, False, False]


def test_an_unchanged_list_costs_a_few_bytes(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    first = client.get(LIST)
    assert first["Content-Type"] == "application/vc" and first["Cache-Control"] == "public, max-age=300"
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == first["ETag"]
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    changed = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and read_status_list(json.loads(changed.content)).bits.get(
        credential.status_index
    )


def test_the_root_certificate_can_be_fetched(client: Client, credential: Credential) -> None:  # noqa: F811
    response = client.get("/issuers/root.pem")
    assert response.content.startswith(b"-----BEGIN CERTIFICATE-----") and b"PRIVATE" not in response.content


@pytest.mark.parametrize(
    "path",
    [
        "/issuers/inconnue/did.json",
        "/issuers/hauterive/status/autre/1",
        "/issuers/hauterive/status/revocation/2",
        "/issuers/inconnue/status/revocation/1",
    ],
)
def test_what_does_not_exist_is_not_made_up(client: Client, credential: Credential, path: str) -> None:  # noqa: F811
    assert client.get(path).status_code == 404


def test_a_university_without_keys_has_no_list(client: Client, cast: Cast) -> None:
    assert client.get("/issuers/valmere/status/revocation/1").status_code == 404


def test_before_any_key_there_is_no_root_to_fetch(client: Client, db: None) -> None:
    assert client.get("/issuers/root.pem").status_code == 404
    assert client.get("/issuers/index.json").json() == {"issuers": [], "sealRoots": []}


@pytest.mark.parametrize("path", ["/issuers/index.json", "/issuers/hauterive/did.json", LIST])
def test_nothing_here_can_be_written(client: Client, credential: Credential, path: str) -> None:  # noqa: F811
    assert client.post(path).status_code == 405
