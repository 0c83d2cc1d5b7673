from __future__ import annotations

import pytest

from credseal.keys import PublicKey
from credseal.pdf import judge_pdf
from microcert.documents import custody
from microcert.documents.actions import keep, next_number
from microcert.documents.errors import DocumentAltered
from microcert.documents.models import Document, IssuerKey
from microcert.documents.queries import content
from microcert.documents.render import render

RECEIPT = {
    "number": "CF-1",
    "learner": {"name": "Inès Carpentier", "address": ["3 rue des Lilas"], "email": "ines@example.test"},
    "training": "Évaluer",
    "signed_on": "2 novembre 2026",
    "confirmed_at": "3 novembre 2026, 10:00",
    "price": "290 €",
}


def a_receipt(university):
    return render("withdrawal_receipt", RECEIPT, letterhead=university, title="Accusé de réception")


def kept(cast, pdf, number="1"):
    return keep(
        kind=Document.Kind.WITHDRAWAL_RECEIPT,
        number=number,
        title="Accusé",
        letterhead=cast.hauterive,
        subject="test:1",
        pdf=pdf,
        template="withdrawal_receipt@1",
        framework_version=cast.framework,
    )


def test_a_university_gets_its_two_keys_once(cast):
    custody.ensure_keys(cast.hauterive)
    custody.ensure_keys(cast.hauterive)
    assert sorted(cast.hauterive.keys.values_list("use", flat=True)) == ["credential", "seal"]


def test_private_keys_are_unreadable_at_rest(cast):
    custody.ensure_keys(cast.hauterive)
    signer = custody.credential_signer(cast.hauterive)
    secret = custody.open_secret(signer.sealed, signer.purpose)
    assert len(secret) == 32
    assert all(secret not in bytes(key.sealed_private) for key in IssuerKey.objects.all())


def test_a_key_cannot_pass_for_another_universitys(cast):
    custody.ensure_keys(cast.hauterive)
    sealed = cast.hauterive.keys.get(use="credential").sealed_private
    with pytest.raises(Exception, match="belongs to"):
        custody.open_secret(sealed, "credential:valmere")


def test_a_rotated_key_stays_published_and_the_new_one_signs(cast):
    custody.ensure_keys(cast.hauterive)
    old = custody.credential_signer(cast.hauterive)
    custody.new_credential_key(cast.hauterive)
    new = custody.credential_signer(cast.hauterive)
    assert old.key_id != new.key_id
    published = {method["id"]: method for method in custody.did_document(cast.hauterive)["verificationMethod"]}
    assert {old.key_id, new.key_id} <= set(published)
    public = PublicKey.from_multibase(published[new.key_id]["publicKeyMultibase"])
    assert public.accepts(new.sign(b"x"), b"x")
    assert custody.key_history(cast.hauterive).find(old.key_id).valid_until is not None


@pytest.mark.requirement("R019", "R020")
def test_a_document_stands_on_its_universitys_letterhead_and_its_seal_is_trusted(cast, pdf_text):
    custody.ensure_keys(cast.hauterive)
    sealed = custody.seal_pdf(a_receipt(cast.hauterive), cast.hauterive, "Accusé")
    assert judge_pdf(sealed, custody.trust_roots()).bottom_line
    text = pdf_text(sealed)
    assert "Université de Hauterive" in text
    assert "27250000025" in text and "Cet enregistrement ne vaut pas agrément" in text


def test_a_seal_of_a_stranger_is_not_trusted(cast):
    custody.ensure_keys(cast.hauterive)
    sealed = custody.seal_pdf(a_receipt(cast.hauterive), cast.hauterive, "Accusé")
    assert not judge_pdf(sealed, []).bottom_line


def test_a_document_altered_on_disk_is_noticed(cast):
    from django.core.files.storage import storages

    from microcert.documents.storage import path_of

    document = kept(cast, b"%PDF sealed bytes")
    assert content(document) == b"%PDF sealed bytes"
    with open(storages["documents"].path(path_of(document.sha256)), "wb") as file:
        file.write(b"%PDF other bytes!")
    with pytest.raises(DocumentAltered):
        content(document)


def test_keeping_a_number_twice_returns_the_document_that_stands(cast):
    first = kept(cast, b"first")
    assert kept(cast, b"second") == first
    assert content(first) == b"first"


def test_a_kept_document_cannot_be_updated(cast):
    kept(cast, b"bytes")
    with pytest.raises(TypeError):
        Document.objects.update(sha256="0" * 64)


def test_numbers_of_a_series_have_no_gap(db):
    assert [next_number("facture:HTR:2026") for _ in range(3)] == [1, 2, 3]
    assert next_number("facture:VLM:2026") == 1
