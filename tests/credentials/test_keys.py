"""Keys are replaced, never withdrawn: what the old ones signed goes on counting, in every form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from joserfc import jwk, jws

from credseal.multibase import base64url_decode
from microcert.credentials.actions import award, revoke
from microcert.credentials.models import Credential
from microcert.credentials.verification import judge
from microcert.documents.models import IssuerKey
from microcert.foundation.models import JournalEntry
from tests.cast import Cast

from .awarding import sealed_minutes
from .test_four_seals import forms_of


@pytest.mark.requirement("R093")
def test_credentials_outlive_the_keys_that_signed_them(credential: Credential, cast: Cast, capsys: Any) -> None:
    for use in IssuerKey.Use:
        call_command("rotate_key", "hauterive", "--use", use)
    assert "signs with seal-" in capsys.readouterr().out
    file = cast.learner_file(cast.malik)
    later = award(sealed_minutes(cast, {file: "award"}, "PV-HTR-2026-000002"), file)
    for form, content in [*forms_of(credential).items(), *forms_of(later).items()]:
        assert judge(content).ok, form
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    assert not judge(forms_of(credential)["ob"]).ok and judge(forms_of(later)["ob"]).ok
    assert JournalEntry.objects.filter(verb="credentials.key_rotated").count() == 3


def header(token: bytes) -> dict[str, str]:
    said: dict[str, str] = json.loads(base64url_decode(token.decode().partition(".")[0]))
    return said


@pytest.mark.requirement("N02")
def test_the_badge_token_is_signed_with_rs256_by_a_key_that_anybody_finds(
    client: Client, credential: Credential, cast: Cast
) -> None:
    """Open Badges 3.0, 8.2: RS256; whoever has the token alone resolves did:web and needs nothing of ours."""
    call_command("rotate_key", "hauterive", "--use", "token")
    file = cast.learner_file(cast.malik)
    later = award(sealed_minutes(cast, {file: "award"}, "PV-HTR-2026-000002"), file)
    methods = {
        method["id"]: method for method in client.get("/issuers/hauterive/did.json").json()["verificationMethod"]
    }
    signers = []
    for each in (credential, later):
        token = forms_of(each)["ob-jwt"]
        assert header(token)["alg"] == "RS256" and set(header(token)) <= {"alg", "typ", "kid", "jwk"}
        key = jwk.import_key(methods[header(token)["kid"]]["publicKeyJwk"])
        claims = json.loads(jws.deserialize_compact(token, key, algorithms=["RS256"]).payload)
        assert claims["jti"] == claims["id"] == each.public_id.urn
        signers.append(header(token)["kid"])
        # The wallet's token and the plain one keep the Ed25519 key.
        assert header(forms_of(each)["vc-jwt"])["alg"] == "Ed25519"
    assert len(set(signers)) == 2, "the key that was replaced stays in the document, for what it signed"


def test_the_page_of_keys_shows_each_with_its_dates(
    client: Client, credential: Credential, django_assert_num_queries: Any
) -> None:
    client.get("/registre/cles/")
    with django_assert_num_queries(7):
        client.get("/registre/cles/")
    call_command("rotate_key", "hauterive")
    with django_assert_num_queries(7):
        response = client.get("/registre/cles/")
    hauterive = next(each for each in response.context["universities"] if each.slug == "hauterive")
    uses = [(key.fragment.split("-")[0], key.valid_until is None) for key in hauterive.keys]
    assert sorted(uses) == [("key", False), ("key", True), ("seal", True), ("token", True)]
    assert "did:web:micro-c.example:issuers:hauterive" in response.content.decode()


def test_the_log_has_its_own_key_to_rotate(credential: Credential, capsys: Any) -> None:
    call_command("rotate_key", "--log")
    assert "The log signs with key-" in capsys.readouterr().out


def test_a_university_that_nobody_knows_is_named_with_those_that_exist(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There are: broceliande, hauterive, valmere"):
        call_command("rotate_key", "inconnue")
