from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from credseal import Authority, Ed25519Key, KeyEntry, KeyHistory
from credseal.errors import KeyFormatError, WrongPassphrase
from credseal.keys import (
    PublicKey,
    did_key,
    did_web,
    did_web_document,
    did_web_location,
    open_private_key,
    seal_private_key,
)
from credseal.keys.certificates import certificate_dids
from credseal.keys.did import public_key_of_did_key
from credseal.multibase import base58_decode, base58_encode, base64url_decode, base64url_encode, multibase_decode

from .samples import DID

CHEAP = 2**4  # scrypt's cost in tests


def day(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


@given(st.binary(max_size=80))
def test_base58_and_base64url_give_back_what_they_took(content: bytes) -> None:
    assert base58_decode(base58_encode(content)) == content
    assert base64url_decode(base64url_encode(content)) == content


@given(st.text(max_size=40))
def test_any_text_is_multibase_or_a_key_error(text: str) -> None:
    try:
        assert isinstance(multibase_decode(text), bytes)
    except KeyFormatError:
        pass


@pytest.mark.parametrize(
    "text", ["", "z", "m00", "zAAAA", "u" + "A" * 48, "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ3"]
)
def test_what_is_no_ed25519_multikey_is_refused(text: str) -> None:
    with pytest.raises(KeyFormatError):
        PublicKey.from_multibase(text[:-1] if text.endswith("3") else text)


def test_did_key_names_its_own_key() -> None:
    key = Ed25519Key.generate()
    assert key.key_id.startswith(did_key(key.public) + "#")
    assert public_key_of_did_key(key.key_id) == key.public
    with pytest.raises(KeyFormatError):
        public_key_of_did_key(did_key(key.public) + "#" + Ed25519Key.generate().public.multibase)


def test_did_web_stands_at_an_https_address() -> None:
    assert did_web_location(did_web("campus.example")) == "https://campus.example/.well-known/did.json"
    assert did_web_location(DID) == "https://campus.example/universites/htr/did.json"
    assert did_web_location(did_web("localhost:8000", "u")) == "https://localhost:8000/u/did.json"


def test_a_secret_never_shows_in_a_representation() -> None:
    key = Ed25519Key(b"s" * 32)
    assert "sss" not in repr(key)
    assert "sss" not in str(key)


def test_keys_are_judged_by_the_date_of_the_signature() -> None:
    old, new, stolen = (Ed25519Key.generate(f"{DID}#{name}") for name in ("a", "b", "c"))
    history = KeyHistory(
        [
            KeyEntry(key_id=old.key_id, public_multibase=old.public.multibase, valid_from=day(2025), valid_until=day(2026)),
            KeyEntry(key_id=new.key_id, public_multibase=new.public.multibase, valid_from=day(2026)),
            KeyEntry(
                key_id=stolen.key_id, public_multibase=stolen.public.multibase, valid_from=day(2026, 2),
                revoked=day(2026, 4),
            ),
        ]
    )  # fmt: skip
    assert history.at(day(2024)) is None
    assert [history.at(day(year, month)).key_id[-1] for year, month in ((2025, 6), (2026, 1), (2026, 3), (2026, 5))] == [
        "a", "b", "c", "b",
    ]  # fmt: skip
    assert KeyHistory.from_json(history.to_json()) == history
    document = did_web_document(DID, history, history_url="https://campus.example/u/htr/keys.json")
    assert [method["id"][-1] for method in document["verificationMethod"]] == ["a", "b", "c"]
    assert [method[-1] for method in document["assertionMethod"]] == ["a", "b"]
    assert "revoked" in document["verificationMethod"][2]
    assert document["service"][0]["serviceEndpoint"].endswith("keys.json")


def test_a_history_refuses_naive_dates_and_equal_names() -> None:
    key = Ed25519Key.generate(f"{DID}#a")
    with pytest.raises(KeyFormatError):
        KeyEntry(key_id=key.key_id, public_multibase=key.public.multibase, valid_from=datetime(2026, 1, 1))
    entry = KeyEntry(key_id=key.key_id, public_multibase=key.public.multibase, valid_from=day(2026))
    with pytest.raises(KeyFormatError):
        KeyHistory([entry, entry])


def test_a_sealed_key_opens_with_its_secret_alone() -> None:
    key = Ed25519Key.generate()
    sealed = seal_private_key(key.secret_seed, "un secret", label=DID, cost=CHEAP)
    assert key.secret_seed not in sealed
    assert open_private_key(sealed, "un secret", label=DID) == key.secret_seed
    with pytest.raises(WrongPassphrase):
        open_private_key(sealed, "un autre")
    with pytest.raises(KeyFormatError):
        open_private_key(sealed, "un secret", label="did:web:autre.example")
    with pytest.raises(WrongPassphrase):
        open_private_key(sealed.replace(DID.encode(), b"did:web:autre.example"), "un secret")
    with pytest.raises(KeyFormatError):
        open_private_key(b"{}", "un secret")
    with pytest.raises(KeyFormatError):
        open_private_key(sealed.replace(b'"n": 16', b'"n": 1099511627776'), "un secret")


def test_a_seal_certificate_names_its_university_and_chains_to_the_consortium() -> None:
    authority = Authority.create("Consortium fictif", country="FR", valid_from=day(2026))
    seal = authority.issue_seal("Université de Hauterive", DID, country="FR", valid_from=day(2026))
    certificate, root = (x509.load_pem_x509_certificate(pem) for pem in (seal.certificate, authority.certificate))
    certificate.verify_directly_issued_by(root)
    assert certificate_dids(seal.certificate) == (DID,)
    assert certificate_dids(authority.certificate) == ()
    assert certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert seal.private_pkcs8.hex() not in repr(seal)
