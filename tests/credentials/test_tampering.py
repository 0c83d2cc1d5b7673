"""Whatever byte of a handed-over file is changed, it is never taken for authentic, and nothing ever crashes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credseal.verify import FindingCode, State
from microcert.credentials.models import Credential
from microcert.credentials.verification import judge
from microcert.documents.custody import new_credential_key
from microcert.documents.queries import content
from tests.cast import Cast

pytestmark = pytest.mark.requirement("R093")


def test_the_files_as_they_were_handed_over_are_authentic(credential: Credential) -> None:
    for file in (credential.badge.encode(), content(credential.certificate)):
        verification = judge(file)
        assert verification.ok, verification.findings
        assert verification.issuer is not None and verification.issuer.name == "Université de Hauterive"


def test_each_region_of_the_pdf_is_guarded(credential: Credential) -> None:
    pdf = content(credential.certificate)
    start = pdf.index(b"/Contents<")
    seal = range(start, pdf.index(b">", start))
    for place in range(0, len(pdf), len(pdf) // 60):
        tampered = bytearray(pdf)
        tampered[place] ^= 0x01
        verification = judge(bytes(tampered))
        # A seal cannot cover itself: a byte of it that matters breaks it, another one changes nothing on the page.
        assert place in seal or not verification.ok, f"byte {place} of {len(pdf)}"


@pytest.mark.parametrize("change", [b"", b"\n", b"% appended", b"\0" * 64])
def test_a_pdf_cut_or_lengthened_is_not_the_one_that_was_sealed(credential: Credential, change: bytes) -> None:
    pdf = content(credential.certificate)
    tampered = pdf + change if change else pdf[: len(pdf) // 2]
    assert not judge(tampered).ok or change == b"\n"


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name, member in value.items() for leaf in leaves(member, (*path, name))]
    if isinstance(value, list):
        return [leaf for rank, member in enumerate(value) for leaf in leaves(member, (*path, rank))]
    return [path]


def test_no_value_of_the_badge_can_be_changed(credential: Credential) -> None:
    for path in leaves(json.loads(credential.badge)):
        badge = json.loads(credential.badge)
        owner = badge
        for step in path[:-1]:
            owner = owner[step]
        owner[path[-1]] = f"{owner[path[-1]]}x" if isinstance(owner[path[-1]], str) else not owner[path[-1]]
        assert not judge(json.dumps(badge).encode()).ok, path


def test_no_member_of_the_badge_can_be_taken_out_or_put_in(credential: Credential) -> None:
    for name in json.loads(credential.badge):
        badge = json.loads(credential.badge)
        del badge[name]
        assert not judge(json.dumps(badge).encode()).ok, name
    added = json.loads(credential.badge) | {"https://example.test/mention": "Très bien"}
    assert not judge(json.dumps(added).encode()).ok


def test_the_page_of_one_holder_does_not_carry_the_badge_of_another(credential: Credential) -> None:
    pdf = content(credential.certificate)
    swapped = pdf.replace(credential.public_id.urn.encode(), b"urn:uuid:00000000-0000-4000-8000-000000000000")
    if swapped != pdf:
        assert not judge(swapped).ok


def test_a_key_rotated_out_goes_on_counting(credential: Credential, cast: Cast) -> None:
    new_credential_key(cast.hauterive)
    assert judge(credential.badge.encode()).ok


@pytest.mark.parametrize("issuer", ["did:web:ailleurs.example", "did:web:micro-c.example:issuers:inconnue"])
def test_an_unknown_issuer_is_called_unknown_not_false(credential: Credential, issuer: str) -> None:
    badge = credential.badge.replace("did:web:micro-c.example:issuers:hauterive", issuer)
    verification = judge(badge.encode())
    found = verification.finding(FindingCode.ISSUER)
    assert not verification.ok and found is not None and (found.state, found.reason) == (State.UNKNOWN, "unknown")


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(str.encode),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        ["@context", "type", "issuer", "credentialSubject", "proof", "credentialStatus", "id", "x"]
                    ),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_no_file_at_all_makes_verification_crash(db: None, file: bytes) -> None:
    assert not judge(file).ok
    assert not judge(b"%PDF-1.7\n" + file).ok
