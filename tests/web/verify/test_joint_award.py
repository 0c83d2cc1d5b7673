"""A training of two universities: the producer's letterhead, each body named, each one's seal, whoever verifies it."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from django.test import Client

from credseal.pdf import judge_pdf
from microcert.credentials.log_check import check_log
from microcert.credentials.models import Credential
from microcert.documents.custody import did_of, trust_roots
from microcert.documents.queries import content
from microcert.foundation import clock
from tests.cast import Cast
from tests.credentials.awarding import awarded
from tests.credentials.reading import page_text

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
