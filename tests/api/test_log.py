"""The public log over HTTP: what a stranger needs to hold the platform to its word, with credseal alone."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from credseal.keys import KeyHistory
from credseal.log import Checkpoint, InclusionProof, LogFolder, is_consistent
from credseal.log.entry import file_entry
from microcert.credentials.actions import award, sign_checkpoint
from microcert.credentials.models import Credential
from tests.cast import Cast
from tests.credentials.awarding import credential, sealed_minutes  # noqa: F401  # a fixture


def keys(client: Client) -> KeyHistory:
    return KeyHistory.from_json(client.get("/log/log.json").json()["keys"])


def another(cast: Cast) -> Credential:
    file = cast.learner_file(cast.malik)
    return award(sealed_minutes(cast, {file: "award"}, "PV-HTR-2026-000002"), file)


@pytest.mark.requirement("N12")
def test_a_stranger_proves_an_award_with_the_file_and_two_addresses(client: Client, credential: Credential) -> None:  # noqa: F811
    sign_checkpoint()
    proof = InclusionProof.from_json(client.get(f"/log/proof/{credential.code}").content)
    proof.require(file_entry(credential.badge.encode()), keys(client))
    assert Checkpoint.parse(client.get("/log/checkpoint").content.decode()) == proof.checkpoint


def test_one_checkpoint_continues_the_other(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    sign_checkpoint()
    another(cast)
    sign_checkpoint()
    told = client.get("/log/consistency/1/2").json()
    points = [Checkpoint.parse(client.get(f"/log/checkpoint/{size}").content.decode()) for size in (1, 2)]
    path = [base64.b64decode(step) for step in told["path"]]
    assert is_consistent(1, points[0].root, 2, points[1].root, path)
    assert [told["firstRoot"], told["secondRoot"]] == [point.root.hex() for point in points]
    assert "immutable" in client.get("/log/checkpoint/1")["Cache-Control"]


def test_the_whole_log_is_verified_once_unpacked(client: Client, credential: Credential, tmp_path: Path) -> None:  # noqa: F811
    sign_checkpoint()
    response = client.get("/log/log.zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as folder:
        folder.extractall(tmp_path)
    assert LogFolder.open(tmp_path).verify(keys=keys(client)).size == 1
    again = client.get("/log/log.zip", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304 and again.content == b""


def test_the_keys_stand_where_did_web_looks_for_them(client: Client, credential: Credential) -> None:  # noqa: F811
    sign_checkpoint()
    document = client.get("/log/did.json").json()
    assert document["id"] == "did:web:micro-c.example:log"
    assert document["assertionMethod"] == [entry.key_id for entry in keys(client).entries]


def test_nothing_of_the_log_names_anybody(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    sign_checkpoint()
    for path in ("checkpoint", "log.json", f"proof/{credential.code}", "checkpoint/1"):
        text = client.get(f"/log/{path}").content.decode()
        assert "Carpentier" not in text and credential.number not in text and "urn:uuid" not in text
    assert "Carpentier" not in client.get("/registre/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint/9",
        "proof/0000-0000",
        "proof/x",
        "consistency/2/1",
        "consistency/0/1",
        "consistency/1/99",
        "checkpoint/-1",
    ],
)
def test_what_cannot_be_proven_is_not_found(client: Client, credential: Credential, path: str) -> None:  # noqa: F811
    sign_checkpoint()
    assert client.get(f"/log/{path}").status_code == 404


def test_before_the_first_checkpoint_there_is_nothing_to_hold_us_to(client: Client, credential: Credential) -> None:  # noqa: F811
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get(f"/log/proof/{credential.code}").status_code == 404
    assert client.get("/registre/").status_code == 200


@pytest.mark.requirement("N12")
def test_the_page_for_people_gives_figures_and_the_way_to_check(
    client: Client,
    credential: Credential,  # noqa: F811
    cast: Cast,
    django_assert_num_queries: Any,
) -> None:
    sign_checkpoint()
    another(cast)
    point = sign_checkpoint()
    assert point is not None
    client.get("/registre/")
    with django_assert_num_queries(6):
        response = client.get("/registre/")
    text = " ".join(response.content.decode().split())
    assert response.context["log"].size == 2 and point.root in text and "<title" in text and "<desc" in text
    assert "/log/consistency/1/2" in text and "/log/checkpoint/2" in text
    assert json.loads(client.get("/log/log.json").content)["origin"] == "micro-c.example/log"
