"""A training of two universities: the producer's letterhead, each body named, each one's seal, whoever verifies it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client

from credseal import Ed25519Key
from credseal.openbadge import issue_open_badge
from credseal.pdf import judge_pdf
from credseal.record import AwardRecord
from microcert.credentials.log_check import check_log
from microcert.credentials.models import Credential
from microcert.documents.custody import did_of, trust_roots
from microcert.documents.models import IssuerKey
from microcert.documents.queries import content
from microcert.foundation import clock
from tests.cast import Cast
from tests.credentials.awarding import awarded
from tests.credentials.reading import page_text
from tests.credentials.test_four_seals import forms_of

from .test_verify import heading, shown, upload


@pytest.fixture
def joint(cast: Cast) -> Credential:
    cast.version.training.awarded_with.add(cast.valmere)
    return awarded(cast)


@pytest.mark.requirement("R006")
def test_each_awarding_body_is_named_and_seals_the_page(client: Client, joint: Credential, cast: Cast) -> None:
    assert [body["name"] for body in joint.record["bodies"]] == ["Université de Hauterive", cast.valmere.name]
    assert joint.issuer == joint.certificate.letterhead == cast.hauterive
    pdf = content(joint.certificate)
    judged = judge_pdf(pdf, trust_roots(), now=clock.now())
    assert judged.bottom_line
    assert [seal.dids for seal in judged.seals] == [(did_of(cast.hauterive),), (did_of(cast.valmere),)]
    assert cast.valmere.name in page_text(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert set(opened.attachments) == {"open-badge.json", "european-credential.json"}
        metadata = opened.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == ("3", "1")


@pytest.mark.requirement("R006")
def test_whoever_verifies_reads_who_awards_and_who_sealed(client: Client, joint: Credential, cast: Cast) -> None:
    page = client.get(f"/v/{joint.code}")
    assert heading(page) == "Ce certificat est authentique et en vigueur"
    assert "Délivrance conjointe de" in shown(page) and cast.valmere.name in shown(page)
    response = upload(client, content(joint.certificate), "certificat.pdf")
    assert heading(response) == "Ce certificat est authentique et en vigueur"
    assert f"Chaque organisme y a mis son cachet : Université de Hauterive, {cast.valmere.name}." in shown(response)
    for form in joint.forms.all():
        response = upload(client, bytes(form.content), f"certificat.{form.form}")
        assert heading(response) == "Ce certificat est authentique et en vigueur"
        assert any(cast.valmere.name in each for each in response.context["result"].content.bodies), form.form


@pytest.mark.requirement("R006")
def test_each_body_signs_badge_and_european_file(client: Client, joint: Credential, cast: Cast) -> None:
    proofs = json.loads(joint.badge)["proof"]
    assert [proof["verificationMethod"].partition("#")[0] for proof in proofs] == [
        did_of(cast.hauterive),
        did_of(cast.valmere),
    ]
    for file in (
        joint.badge.encode(),
        content(joint.certificate),
        *(bytes(joint.forms.get(form=form).content) for form in ("edc", "png")),
    ):
        response = upload(client, file)
        assert f"Signé aussi par {cast.valmere.name}" in shown(response)
        assert response.context["result"].answers[-1].kind in ("ok",)


def signed(response: Any) -> list[tuple[str, str, str]]:
    """Each body with the state of its signature, as the page says it."""
    lines = [(each.name, each.said, each.kind) for each in response.context["result"].signatories]
    assert all(name in shown(response) and said in shown(response) for name, said, _kind in lines)
    return lines


@pytest.mark.requirement("R006")
@pytest.mark.parametrize("form", ["ob", "pdf", "edc", "png", "svg"])
def test_whoever_verifies_reads_each_signature_apart(client: Client, joint: Credential, cast: Cast, form: str) -> None:
    intact = [(cast.hauterive.name, "Signature intacte", "ok"), (cast.valmere.name, "Signature intacte", "ok")]
    assert signed(client.get(f"/v/{joint.code}")) == intact
    assert signed(upload(client, forms_of(joint)[form], f"certificat.{form}")) == intact


@pytest.mark.parametrize("form", ["sdjwt", "vc-jwt", "ob-jwt"])
def test_a_token_says_that_the_producer_alone_signed_it(
    client: Client, joint: Credential, cast: Cast, form: str
) -> None:
    response = upload(client, forms_of(joint)[form], "jeton")
    assert signed(response)[1] == (cast.valmere.name, "N’a pas signé ce fichier", "none")
    assert "Un jeton ne porte qu’une signature" in shown(response)


def test_a_body_that_is_named_and_did_not_sign_is_said(client: Client, joint: Credential, cast: Cast) -> None:
    badge = json.loads(joint.badge)
    alone = badge | {"proof": badge["proof"][0]}
    lines = signed(upload(client, json.dumps(alone).encode()))
    assert lines[1] == (cast.valmere.name, "N’a pas signé ce fichier", "wait")


def test_a_signature_whose_key_nobody_knows_is_said(client: Client, joint: Credential, cast: Cast) -> None:
    IssuerKey.objects.filter(university=cast.valmere, use=IssuerKey.Use.CREDENTIAL).update(fragment="autre")
    response = client.get(f"/v/{joint.code}")
    assert heading(response) == "Ce certificat n’est vérifié qu’en partie : une des signatures n’est pas reconnue"
    assert [line[1:] for line in signed(response)] == [("Signature intacte", "ok"), ("Clé inconnue", "wait")]


def test_a_signature_that_was_changed_is_said(client: Client, joint: Credential, cast: Cast) -> None:
    sealed = json.loads(forms_of(joint)["edc"])
    first, second = sealed["signatures"]
    swapped = sealed | {"signatures": [first, second | {"signature": first["signature"]}]}
    response = upload(client, json.dumps(swapped).encode())
    assert heading(response) == "Ce document a été modifié : ne vous y fiez pas"
    assert signed(response)[1] == (cast.valmere.name, "Signature sans valeur", "stop")


def test_strangers_that_sign_beside_each_other_get_no_name_of_a_member(
    client: Client, joint: Credential, cast: Cast
) -> None:
    """Whoever writes a member's name into a badge of their own does not see it beside a signature found intact."""
    one, two = Ed25519Key.generate(), Ed25519Key.generate()
    dids = [key.key_id.partition("#")[0] for key in (one, two)]
    named = AwardRecord.from_json(json.dumps(joint.record | {"credential_id": uuid4().urn}))
    bodies = tuple(replace(body, did=did) for body, did in zip(named.bodies, dids, strict=True))
    forged = issue_open_badge(replace(named, bodies=bodies), one, partners=[two])
    lines = signed(upload(client, json.dumps(forged).encode()))
    assert {said for name, said, _kind in lines if name.startswith("did:key:")} == {"Clé inconnue"}
    assert not [line for line in lines if line[2] == "ok"]


def test_an_award_of_one_body_has_no_such_list(client: Client, credential: Credential) -> None:
    assert signed(client.get(f"/v/{credential.code}")) == []


def test_the_holder_reads_whose_signatures_each_file_bears(client: Client, joint: Credential, cast: Cast) -> None:
    client.force_login(cast.ines)
    both = f"Signé par chaque organisme : {cast.hauterive.name}, {cast.valmere.name}."
    page = shown(client.get("/espace/certificats/"))
    assert page.count(both) == 5 and page.count(f"Signé par un seul des organismes : {cast.hauterive.name}.") == 4
    packed = client.get("/espace/certificats/archive.zip")
    with zipfile.ZipFile(io.BytesIO(packed.getvalue())) as archive:
        assert "Délivrance conjointe" in archive.read("LISEZ-MOI.txt").decode()


@pytest.mark.requirement("N03")
def test_a_joint_award_can_be_taken_away_for_life(client: Client, joint: Credential, cast: Cast) -> None:
    client.force_login(cast.ines)
    page = client.get(f"/v/{joint.code}/dossier.html").content.decode()
    assert cast.valmere.name in page and check_log().holds


def test_the_european_file_names_both_bodies(joint: Credential, cast: Cast) -> None:
    european = json.loads(json.loads(bytes(joint.forms.get(form="edc").content))["payload"])
    named = european["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"]
    assert [body["id"] for body in named] == [did_of(cast.hauterive), did_of(cast.valmere)]


def test_a_second_seal_that_was_broken_is_noticed(client: Client, joint: Credential) -> None:
    pdf = content(joint.certificate)
    broken = pdf.replace(b"Cachet 2", b"Cachet 3")
    assert broken != pdf
    assert heading(upload(client, broken, "certificat.pdf")) != "Ce certificat est authentique et en vigueur"


@pytest.mark.requirement("R006")
def test_candidates_read_beforehand_who_will_award(client: Client, cast: Cast) -> None:
    cast.version.training.awarded_with.add(cast.valmere)
    text = shown(client.get(f"/formations/{cast.version.training.slug}/"))
    assert "Délivrée avec" in text and f'href="/universites/{cast.valmere.slug}/"' in text
