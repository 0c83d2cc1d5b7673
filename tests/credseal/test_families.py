"""Once a family of badges is known, verification asks the full engine for nothing, and answers as it did before."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credseal import Ed25519Key, Learner, StatusEntry, StatusSnapshot, issue_open_badge, verify
from credseal.jsonld import canonicalize
from credseal.openbadge import schema_errors
from credseal.openbadge.plain import are_plain, is_plain
from credseal.proof import signed_bytes, split_proofs
from credseal.verify import families
from credseal.verify.credential import content_finding
from credseal.verify.families import recognise

from .samples import LIST, NOW, World, as_bytes, make_world, record
from .test_verify import TAMPERINGS, clear_lists, judge, reasons


def badge_of(world: World, name: str, **changes: Any) -> dict[str, Any]:
    learner = Learner(subject_id="urn:uuid:0c0ffee0-0000-4000-8000-0000000000aa", given_names="Ada", family_name=name)
    return issue_open_badge(record(learner=learner, **changes), world.key, status=[StatusEntry(list_url=LIST, index=7)])


@pytest.fixture(scope="module")
def known() -> World:
    """A verifier that has seen two badges of the family."""
    world = make_world()
    for name in ("Première", "Deuxième"):
        assert judge(world, badge_of(world, name)).ok
    return world


@pytest.mark.parametrize("name", ['O\'Brien "\\"', "שלום", "👩🏽‍🏫 Élise", "_:c14n0"])
def test_the_next_badge_of_a_family_is_recognised_with_what_the_full_engine_finds(known: World, name: str) -> None:
    badge = badge_of(known, name, title=f"Titre de {name}")
    found = recognise(badge)
    assert found is not None
    unsecured, (proof,) = split_proofs(badge)
    assert found.message == signed_bytes(unsecured, proof.options)
    assert found.content == content_finding(badge)
    assert judge(known, badge).ok


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_a_tampered_member_of_a_family_is_refused(known: World, tamper: Any) -> None:
    badge = badge_of(known, "Troisième")
    tamper(badge)
    assert not judge(known, badge).ok


def test_a_recognised_badge_with_another_ones_text_is_altered(known: World) -> None:
    badge = badge_of(known, "Quatrième")
    badge["credentialSubject"]["identifier"][2]["identityHash"] = "Quelqu’un d’autre"
    assert recognise(badge) is not None
    assert reasons(judge(known, badge))["signature"] == "altered"


def test_a_list_is_judged_again_when_it_changes(known: World) -> None:
    badge = as_bytes(badge_of(known, "Cinquième"))
    source = clear_lists(known)
    assert verify(badge, issuers=known.trust, status=source, now=NOW).ok
    forged = copy.deepcopy(dict(source.lists[LIST]))
    forged["validUntil"] = "2040-01-01T00:00:00Z"
    result = verify(badge, issuers=known.trust, status=StatusSnapshot.of([forged]), now=NOW)
    assert reasons(result)["status_list"] == "invalid"
    assert (
        reasons(verify(badge, issuers=known.trust, status=source, now=NOW + timedelta(days=9)))["status_list"]
        == "stale"
    )
    stranger = make_world()
    assert not verify(badge, issuers=stranger.trust, status=source, now=NOW).ok


def test_nothing_is_learned_from_strangers() -> None:
    key = Ed25519Key.generate()
    did = key.key_id.partition("#")[0]
    world = make_world()
    body = record().bodies[0]
    award = record(
        bodies=(type(body)(**{name: getattr(body, name) for name in body.__dataclass_fields__} | {"did": did}),)
    )
    badge = issue_open_badge(award, key) | {}
    badge["credentialSubject"]["result"].pop()
    for _ in range(3):
        judge(world, badge)
    assert recognise(badge) is None


def test_another_structure_is_another_family(known: World) -> None:
    assert recognise(badge_of(known, "Sixième", ects=None)) is None
    assert recognise(badge_of(known, "Septième", language="en")) is None
    assert families.recognise({"proof": []}) is None


@settings(max_examples=100, deadline=None)
@given(
    text=st.one_of(
        st.sampled_from(["fr", "fr-FR", "ext:x", "a.b.c", "Badge", "Acquis", "fr\n", "A.b", ""]), st.text(max_size=12)
    )
)
def test_plain_texts_leave_the_verdict_of_the_schema_as_it_is(text: str) -> None:
    badge = make_badge()
    subject = badge["credentialSubject"]
    places = [
        subject["identifier"][0],
        subject["achievement"],
        subject["result"][0],
        subject["achievement"]["alignment"][0],
    ]
    for place in places:
        for name, value in list(place.items()):
            if isinstance(value, str) and is_plain(value) and is_plain(text):
                changed = value
                place[name] = text
                assert schema_errors(badge) == ()
                place[name] = changed
    assert are_plain([text]) == is_plain(text)


def make_badge() -> dict[str, Any]:
    from credseal import open_badge

    return open_badge(record()) | {"proof": {"type": "DataIntegrityProof"}}


def test_the_canonical_form_itself_is_unchanged(known: World) -> None:
    badge = badge_of(known, "Huitième")
    badge.pop("proof")
    assert canonicalize(badge) == canonicalize(copy.deepcopy(badge))
