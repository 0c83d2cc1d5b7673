"""A third party verifies: by code, by number, by file; each case has its own clear answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from credseal import Ed25519Key
from credseal.openbadge import issue_open_badge
from credseal.record import AwardRecord
from microcert.credentials.actions import revoke, share, suspend
from microcert.credentials.models import Credential
from microcert.documents.queries import content
from tests.cast import Cast

VERIFY = "/verifier/"


def upload(client: Client, file: bytes, name: str = "certificat.json") -> Any:
    return client.post(VERIFY, {"file": SimpleUploadedFile(name, file)})


def heading(response: Any) -> str:
    text = response.content.decode()
    return " ".join(text[text.index("<h1>") + 4 : text.index("</h1>")].replace("\u00a0", " ").split())


def shown(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.mark.requirement("R093")
@pytest.mark.parametrize("change", [str, str.lower, lambda text: text.replace("-", " "), lambda text: f" {text} "])
def test_a_code_copied_from_paper_leads_to_its_permanent_page(
    client: Client, credential: Credential, change: Any
) -> None:
    for typed in (credential.code, credential.number):
        response = client.post(VERIFY, {"code": change(typed)})
        assert response.status_code == 302 and response["Location"] == f"/v/{credential.code}"


def test_a_code_in_the_address_works_without_a_form(client: Client, credential: Credential) -> None:
    assert client.get(VERIFY, {"code": credential.number})["Location"] == f"/v/{credential.code}"


@pytest.mark.parametrize("typed", ["AAAA-AAAA", "MC-HTR-2026-999999", "n’importe quoi", "<script>", "\x00"])
def test_a_code_that_nobody_gave_is_said_plainly(client: Client, credential: Credential, typed: str) -> None:
    response = client.post(VERIFY, {"code": typed})
    assert response.status_code == 422
    assert "Erreur :" in shown(response).replace("\u00a0", " ") and 'id="id_code_error"' in response.content.decode()


def test_an_empty_form_says_what_to_give(client: Client, db: None) -> None:
    response = client.post(VERIFY, {})
    assert response.status_code == 422 and "Recopiez le code du certificat, ou choisissez son fichier." in shown(
        response
    )


def test_code_and_file_together_are_refused(client: Client, credential: Credential) -> None:
    response = client.post(VERIFY, {"code": credential.code, "file": SimpleUploadedFile("a.json", b"{}")})
    assert response.status_code == 422 and "soit un code, soit un fichier, soit un texte" in shown(response)


@pytest.mark.requirement("R093")
def test_the_permanent_page_answers_each_question_apart(client: Client, credential: Credential) -> None:
    response = client.get(f"/v/{credential.code}")
    assert heading(response) == "Ce certificat est authentique et en vigueur"
    answers = [str(answer.said) for answer in response.context["result"].answers]
    assert answers == [
        "Non, la signature est valide",
        "Oui, il n’est pas révoqué",
        "Oui, membre du consortium",
        "Oui, et sans échéance",
        "Oui, lu à l’instant",
        "Oui, rien n’échappe à la signature",
        "Oui, il y est inscrit",
    ]
    text = shown(response)
    for fact in (
        "Université de Hauterive, France (Bourgogne-Franche-Comté)",
        "Agathe Roussel",
        "Hélène Duvivier",
        credential.number,
        "Maîtrisé",
        "Ce que cette page ne dit pas",
    ):
        assert fact in text
    assert response["X-Robots-Tag"].startswith("noindex")


def test_the_permanent_page_names_nobody_and_offers_no_file_by_default(client: Client, credential: Credential) -> None:
    page = client.get(f"/v/{credential.code}")
    assert "Carpentier" not in shown(page) and "1988" not in shown(page) and "certificat.pdf" not in shown(page)
    for name in ("certificat.pdf", "certificat.json"):
        refused = client.get(f"/v/{credential.code}/{name}")
        assert refused.status_code == 403 and "Demandez-les-lui" in shown(refused)


@pytest.mark.requirement("R026")
def test_a_holder_who_opted_in_is_named_and_the_files_are_there(
    client: Client, credential: Credential, cast: Cast
) -> None:
    share(credential, is_name_public=True, by=cast.ines)
    page = client.get(f"/v/{credential.code}")
    assert "Inès Marie Carpentier" in shown(page) and "1988" not in shown(page)
    pdf, badge = (client.get(f"/v/{credential.code}/{name}") for name in ("certificat.pdf", "certificat.json"))
    assert pdf.content == content(credential.certificate) and pdf["Content-Type"] == "application/pdf"
    assert badge.content.decode() == credential.badge and badge["Content-Type"] == "application/ld+json"
    assert credential.number in pdf["Content-Disposition"]
    share(credential, is_name_public=False, by=cast.ines)
    assert "Carpentier" not in shown(client.get(f"/v/{credential.code}"))


@pytest.mark.parametrize("form", ["code", "lower", "slash"])
def test_one_credential_has_one_address(client: Client, credential: Credential, form: str) -> None:
    path = {"code": credential.code, "lower": credential.code.lower(), "slash": f"{credential.code}/"}[form]
    response = client.get(f"/v/{path}", follow=True)
    assert heading(response) == "Ce certificat est authentique et en vigueur"


@pytest.mark.parametrize("code", ["AAAA-AAAA", "x", "🙂", "AAAA-AAAA-AAAA"])
def test_an_address_that_leads_nowhere_is_a_plain_404(client: Client, credential: Credential, code: str) -> None:
    for path in (f"/v/{code}", f"/v/{code}/certificat.pdf", f"/v/{code}/certificat.json"):
        assert client.get(path).status_code == 404


def test_a_revoked_credential_says_so_first_with_reason_and_advice(
    client: Client, credential: Credential, cast: Cast
) -> None:
    revoke(credential, reason="Erreur matérielle <b>", by=cast.helene)
    page = client.get(f"/v/{credential.code}")
    assert heading(page) == "Ce certificat a été révoqué"
    assert escape("Erreur matérielle <b>") in shown(page) and "formation@hauterive.example" in shown(page)
    for file in (credential.badge.encode(), content(credential.certificate)):
        assert heading(upload(client, file)) == "Ce certificat a été révoqué"


def test_a_suspended_credential_says_that_nothing_is_decided(
    client: Client, credential: Credential, cast: Cast
) -> None:
    suspend(credential, reason="Recours en cours", by=cast.helene)
    assert heading(client.get(f"/v/{credential.code}")) == "Ce certificat est suspendu"


@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_a_file_shows_its_own_content_and_name(client: Client, credential: Credential, kind: str) -> None:
    file = credential.badge.encode() if kind == "json" else content(credential.certificate)
    response = upload(client, file, f"certificat.{kind}")
    assert response.status_code == 200 and heading(response) == "Ce certificat est authentique et en vigueur"
    assert "Inès Marie Carpentier" in shown(response) and f'href="/v/{credential.code}"' in shown(response)
    assert response["Cache-Control"] == "no-store"
    assert len(response.context["result"].answers) == (7 if kind == "json" else 9)


def test_a_tampered_file_is_not_to_be_trusted_and_nothing_of_it_is_green(
    client: Client, credential: Credential
) -> None:
    response = upload(client, credential.badge.replace("Carpentier", "Durand").encode())
    assert heading(response) == "Ce document a été modifié : ne vous y fiez pas"
    assert not [answer for answer in response.context["result"].answers if answer.kind == "ok"]
    assert "rien de ce qui suit n’est garanti" in shown(
        response
    ) and "Demandez à la personne le fichier d’origine" in shown(response)


def test_a_tampered_pdf_is_told_from_the_data_that_it_carries(client: Client, credential: Credential) -> None:
    pdf = bytearray(content(credential.certificate))
    pdf[200] ^= 0x01
    response = upload(client, bytes(pdf), "certificat.pdf")
    assert heading(response) in ("Ce document a été modifié : ne vous y fiez pas", "Vérifier un certificat")


def test_a_pdf_saved_again_is_called_a_copy(client: Client, credential: Credential) -> None:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content(credential.certificate))) as pdf:
        del pdf.Root.AcroForm
        del pdf.pages[0].Annots
        saved = io.BytesIO()
        pdf.save(saved)
    assert heading(upload(client, saved.getvalue(), "copie.pdf")) == "Ce PDF n’est pas le fichier d’origine"


def test_an_unknown_issuer_is_no_proof_of_fraud(client: Client, credential: Credential) -> None:
    record = json.dumps(credential.record)
    key = Ed25519Key.generate()
    stranger = AwardRecord.from_json(
        record.replace("did:web:micro-c.example:issuers:hauterive", key.key_id.partition("#")[0])
    )
    response = upload(client, json.dumps(issue_open_badge(stranger, key)).encode())
    assert heading(response) == "L’émetteur de ce certificat est inconnu ici"
    assert "Ce n’est pas une preuve de fraude" in shown(response)


def test_a_member_s_name_above_a_stranger_s_key_is_an_impostor(client: Client, credential: Credential) -> None:
    forged = json.loads(credential.badge)
    stranger = Ed25519Key.generate()
    forged["proof"]["verificationMethod"] = stranger.key_id
    response = upload(client, json.dumps(forged).encode())
    assert heading(response) == "Ce document n’a pas été signé par l’organisme qu’il nomme"


def test_a_document_without_signature_proves_nothing(client: Client, credential: Credential) -> None:
    bare = {name: value for name, value in json.loads(credential.badge).items() if name != "proof"}
    assert (
        heading(upload(client, json.dumps(bare).encode()))
        == "Ce document ne prouve rien : il n’est pas signé valablement"
    )


@pytest.mark.parametrize(
    "file",
    [
        b"hello",
        b"\x00\xff\xfe",
        b"{}",
        b"[]",
        b"null",
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        b"{" * 5000,
        b'{"a":1,"a":2}',
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_credential_gets_a_message_and_no_verdict(client: Client, db: None, file: bytes) -> None:
    response = upload(client, file)
    assert response.status_code == 422
    assert heading(response) == "Vérifier un certificat" and 'id="id_file_error"' in response.content.decode()


def test_an_empty_or_oversized_file_is_refused_with_the_remedy(client: Client, db: None) -> None:
    assert "Ce fichier est vide" in shown(upload(client, b""))
    refused = upload(client, b"x" * 10_000_001)
    assert refused.status_code == 422 and "10 Mo" in shown(refused)


@pytest.mark.parametrize(
    "path", ["name", "credentialSubject", "issuer", "evidence", "credentialStatus", "validFrom", "proof"]
)
@pytest.mark.parametrize("value", [None, 0, [], {}, [[]], "x", [1, "a", {}], {"id": 3, "type": []}])
def test_a_credential_of_any_strange_shape_gets_an_answer(
    client: Client, credential: Credential, path: str, value: Any
) -> None:
    strange = json.loads(credential.badge) | {path: value}
    assert upload(client, json.dumps(strange).encode()).status_code in (200, 422)


def test_a_hostile_file_is_shown_as_text(client: Client, credential: Credential) -> None:
    hostile = credential.badge.replace("Carpentier", "<script>alert(1)</script>").encode()
    response = client.post(VERIFY, {"file": SimpleUploadedFile("<img src=x>.json", hostile)})
    assert "<script>alert" not in response.content.decode() and "<img src=x>" not in response.content.decode()


def test_no_address_named_by_a_file_is_ever_asked(
    client: Client, credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("verification opened a connection")

    lured = json.loads(credential.badge)
    lured["credentialStatus"]["statusListCredential"] = "http://169.254.169.254/latest/revocation/1"
    lured["issuer"]["id"] = "did:web:169.254.169.254"
    with monkeypatch.context() as guarded:
        guarded.setattr(socket.socket, "connect", refuse)
        guarded.setattr(socket, "getaddrinfo", refuse)
        assert upload(client, json.dumps(lured).encode()).status_code == 200


def test_the_pages_cost_a_constant_number_of_queries(
    client: Client, credential: Credential, cast: Cast, django_assert_num_queries: Any
) -> None:
    from microcert.credentials.actions import award
    from tests.credentials.awarding import sealed_minutes

    client.get(f"/v/{credential.code}")
    with django_assert_num_queries(11):
        client.get(f"/v/{credential.code}")
    file = cast.learner_file(cast.malik)
    award(sealed_minutes(cast, {file: "award"}, "PV-HTR-2026-000002"), file)
    with django_assert_num_queries(11):
        client.get(f"/v/{credential.code}")


def test_the_page_speaks_english(client: Client, credential: Credential) -> None:
    client.cookies["django_language"] = "en"
    response = client.get(f"/v/{credential.code}")
    assert response.status_code == 200 and "The signature is intact" in shown(response)
