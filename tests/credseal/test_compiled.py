"""Compiled canonical forms give the full engine's bytes or nothing, whatever stands in the slots."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from credseal import AwardRecord, Ed25519Key, Learner, MasteryLevel, StatusEntry, issue_open_badge, open_badge
from credseal.compiled import CompiledForm, Memory, UnfitSlot, copier, marks_for
from credseal.compiled.options import canonical_options
from credseal.compiled.shapes import read_shape, with_texts
from credseal.errors import CredentialError
from credseal.jsonld import canonicalize
from credseal.openbadge import issue
from credseal.openbadge.mould import badge_mould
from credseal.openbadge.particulars import texts_of
from credseal.proof import add_proof

from .samples import DID, INDEX, LIST, SUSPENSIONS, World, record

NASTY = [
    '"', "\\", '\\"', "\n", "\r\n", "\t", "\b\f\v", "\x00", "\x01\x1f\x7f", "\x80\x9f", "\u2028", "\ufffe\uffff",
    "e\u0301", "\u202eabc", "שלום", "👩🏽‍🏫", "_:c14n0", "_:a", "<urn:x>", "%s %d {0}", "a\x00b", "é" * 300, "", " ",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=30), st.lists(st.sampled_from(NASTY), max_size=5).map("".join)
)


class Everything:
    """A badge every text of which is a slot, as far as it can be one."""

    def __init__(self, document: dict[str, Any]) -> None:
        _, self.texts = read_shape(document)
        self.document = document
        self.slots = list(range(len(self.texts)))
        self.form = self._compiled()

    def _compiled(self) -> CompiledForm:
        while True:
            self.marks = marks_for([self.texts[slot] for slot in self.slots])
            try:
                return CompiledForm(self.with_values(self.marks), self.marks)
            except UnfitSlot as error:
                self.slots = [slot for rank, slot in enumerate(self.slots) if rank not in error.positions]

    def with_values(self, values: Sequence[str]) -> dict[str, Any]:
        changed = list(self.texts)
        for slot, value in zip(self.slots, values, strict=True):
            changed[slot] = value
        document: dict[str, Any] = with_texts(self.document, iter(changed))
        return document

    def values(self) -> list[str]:
        return [self.texts[slot] for slot in self.slots]


@pytest.fixture(scope="module")
def everything() -> Everything:
    entries = [StatusEntry(list_url=LIST, index=INDEX)]
    return Everything(open_badge(record(), entries))


def is_address(text: str) -> bool:
    return text.startswith(("https://", "urn:", "did:", "http://"))


def test_nearly_every_text_of_a_badge_is_a_slot(everything: Everything) -> None:
    assert everything.form.fill(everything.values()) == canonicalize(everything.document).encode()
    assert len(everything.slots) > 0.9 * len(everything.texts)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_texts_of_any_kind_give_the_bytes_of_the_full_engine(data: st.DataObject, everything: Everything) -> None:
    values = everything.values()
    plain = [rank for rank, value in enumerate(values) if not is_address(value)]
    marks = st.sampled_from(everything.marks)
    for rank in data.draw(st.lists(st.sampled_from(plain), max_size=8)):
        values[rank] = data.draw(st.one_of(texts, marks, st.tuples(texts, marks, texts).map("".join)))
    filled = everything.form.fill(values)
    expected = canonicalize(everything.with_values(values)).encode()
    assert filled in (None, expected)
    # None is for equal blank nodes alone: five identities, four results and as many alignments are nameless here.
    nameless = {(value, values.count(value)) for value in values if values.count(value) > 1}
    assert filled is not None or nameless


@settings(max_examples=80, deadline=None)
@given(data=st.data())
@example(data=None)
def test_addresses_of_any_kind_give_those_bytes_or_none(data: st.DataObject | None, everything: Everything) -> None:
    values = everything.values()
    addresses = [rank for rank, value in enumerate(values) if is_address(value)]
    path = st.text("aé/.:?#[]@!$&'()*+,;=%20A-_~<>\"{}|\\^` \n", max_size=12)
    for rank in addresses if data is None else data.draw(st.lists(st.sampled_from(addresses), min_size=1, max_size=4)):
        if data is None:
            values[rank] = f"{values[rank]}/b/../{rank}?c=d%20e#f"
        else:
            start = data.draw(
                st.sampled_from(["https://a.example/", "https://a", "urn:", "urn:a:", "did:web:", "", "_:", *values])
            )
            values[rank] = start + data.draw(path)
    filled = everything.form.fill(values)
    try:
        expected = canonicalize(everything.with_values(values)).encode()
    except CredentialError:
        assert filled is None
    else:
        assert filled in (None, expected)


def test_ordinary_values_never_need_the_full_engine(everything: Everything) -> None:
    values = [
        f"{value}-{rank}" if is_address(value) else f"{value} ({rank})"
        for rank, value in enumerate(everything.values())
    ]
    assert everything.form.fill(values) == canonicalize(everything.with_values(values)).encode()


def test_two_parts_that_look_alike_are_left_to_the_full_algorithm() -> None:
    document = open_badge(record())
    identity = document["credentialSubject"]["identifier"]
    identity.append(identity[0] | {"identityHash": "Un autre nom"})
    form = Everything(document)
    values = form.values()
    assert form.form.fill(values) is not None
    values[values.index("Un autre nom")] = identity[0]["identityHash"]
    assert form.form.fill(values) is None


def test_a_text_that_says_the_same_twice_is_left_to_the_full_engine() -> None:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"],
        "id": "urn:x:1",
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "urn:x:2", "nickname": ["a", "b"], "friend": {"id": "urn:x:3", "nickname": "a"}},
    }
    form = Everything(document)
    values = form.values()
    assert form.form.fill(values) == canonicalize(document).encode()
    for other, value in (("b", "a"), ("urn:x:3", "urn:x:2"), ("urn:x:2", "urn:x:1")):
        changed = list(values)
        changed[values.index(other)] = value
        assert form.form.fill(changed) in (None, canonicalize(form.with_values(changed)).encode())
    changed = list(values)
    changed[values.index("b")] = "a"
    assert form.form.fill(changed) is None


def test_what_shapes_the_meaning_is_no_slot() -> None:
    with pytest.raises(UnfitSlot):
        (mark,) = marks_for(["Achievement"])
        badge = open_badge(record())
        badge["credentialSubject"]["achievement"]["type"] = ["Achievement", mark]
        CompiledForm(badge, [mark])


@settings(max_examples=60, deadline=None)
@given(method=st.one_of(st.just("did:key:z6Mk#z6Mk"), st.text("did:webé#%/ ", max_size=12)), created=texts)
def test_proof_options_are_those_of_the_full_engine(method: str, created: str) -> None:
    options = {
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": "DataIntegrityProof", "proofPurpose": "assertionMethod",
        "cryptosuite": "eddsa-rdfc-2022", "created": "2026-12-18T09:42:00Z", "verificationMethod": "did:key:a#a",
    }  # fmt: skip
    for _ in range(2):
        assert canonical_options(options) in (None, canonicalize(options).encode())
    assert canonical_options(options) is not None
    for changed in (options | {"created": created}, options | {"verificationMethod": method}):
        assert canonical_options(changed) in (None, canonicalize(changed).encode())
    for strange in (
        {"expires": "x"},
        {"created": 1},
        {"@context": ["https://example.org/unknown"]},
        {"@context": None},
    ):
        assert canonical_options(options | strange) is None  # type: ignore[operator]


# Whole badges, through the public door

NAMES = st.text(
    st.sampled_from("aéß'\"\\’%{}<>_:c14n0 ١שלו👩\u200d🏫\u0301-"), min_size=1, max_size=20
).filter(lambda text: text.strip(" \u00a0\n") != "")  # fmt: skip


def learners() -> st.SearchStrategy[Learner]:
    return st.builds(
        Learner,
        subject_id=st.uuids().map(lambda value: f"urn:uuid:{value}"),
        given_names=NAMES,
        family_name=NAMES,
        birth_date=st.none() | st.dates(date(1900, 1, 1)),
        birth_place=st.none() | NAMES,
    )


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
LEVELS = st.builds(MasteryLevel, rank=st.integers(1, 20), label=NAMES)
CONSTANTS = {
    "ects": None, "eqf_level": None, "prerequisites": "Aucun \\ prérequis \"formel\".", "supervision": None,
    "identity_verification": None, "stackability": None, "further_information": "Voir\nle site.", "language": "en",
}  # fmt: skip


@st.composite
def awards(draw: st.DrawFn) -> tuple[AwardRecord, list[StatusEntry]]:
    issued = draw(moments)
    base = record(**{name: value for name, value in CONSTANTS.items() if draw(st.booleans())})
    changed = replace(
        base,
        credential_id=f"urn:uuid:{draw(st.uuids())}",
        url="https://campus.example/v/" + draw(st.text("ABCé %-", max_size=6)).replace(" ", "%20"),
        number=draw(st.from_regex(r"[A-Z0-9][A-Z0-9-]{3,20}", fullmatch=True)),
        learner=draw(learners()),
        issued_at=issued,
        expires_at=draw(st.none() | st.just(datetime(2030, 1, 1, tzinfo=UTC))),
        jury_date=draw(st.none() | moments),
        competencies=tuple(replace(item, level=draw(LEVELS)) for item in base.competencies),
    )
    lists = [(LIST, "revocation"), (SUSPENSIONS, "suspension")][: draw(st.integers(0, 2))]
    index = draw(st.integers(0, 131_071))
    return changed, [StatusEntry(list_url=url, index=index, purpose=purpose) for url, purpose in lists]


@settings(max_examples=60, deadline=None)
@given(award=awards(), another=awards())
def test_every_badge_is_the_one_that_the_full_engine_signs(
    award: tuple[AwardRecord, list[StatusEntry]], another: tuple[AwardRecord, list[StatusEntry]], world: World
) -> None:
    for one in (award, another):
        given_record, status = one
        try:
            expected = add_proof(open_badge(given_record, status), world.key, created=given_record.issued_at)
        except CredentialError:
            continue
        for _ in range(2):
            assert issue_open_badge(given_record, world.key, status=status) == expected


OPTIONAL = {"expires_at": datetime(2030, 1, 1, tzinfo=UTC), "jury_date": datetime(2026, 12, 1, tzinfo=UTC)}
BIRTH = {"birth_date": date(1990, 5, 6), "birth_place": "Dole"}


@pytest.mark.parametrize("lists", range(3))
@pytest.mark.parametrize("present", list(itertools.product([False, True], repeat=4)), ids=str)
def test_each_combination_of_optional_fields_has_its_mould(present: tuple[bool, ...], lists: int) -> None:
    values = {
        name: value if there else None for (name, value), there in zip(OPTIONAL.items(), present[:2], strict=True)
    }
    birth = {name: value if there else None for (name, value), there in zip(BIRTH.items(), present[2:], strict=True)}
    entries = [(LIST, "revocation"), (SUSPENSIONS, "suspension")][:lists]
    status = [StatusEntry(list_url=url, index=INDEX, purpose=purpose) for url, purpose in entries]
    award = replace(record(**values), learner=replace(record().learner, **birth))  # type: ignore[arg-type]
    mould = badge_mould(award, status)
    assert mould is not None
    other = replace(award, learner=replace(award.learner, family_name='O\'Brien "\\" 👩🏽‍🏫', given_names="שלום"))
    names, _ = texts_of(other, status)
    assert mould.copy(names) == open_badge(other, status)
    assert mould.form.fill(names) == canonicalize(open_badge(other, status)).encode()


def test_a_badge_shares_nothing_with_the_next_one(world: World) -> None:
    for _ in range(3):
        badge = issue_open_badge(record(), world.key)
        assert badge == issue_open_badge(record(), world.key)
        badge["credentialSubject"]["achievement"]["alignment"].append("changed")
        badge["type"].append("changed")


def test_a_form_that_lies_is_found_out_and_never_used_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    award = record(title="Une micro-certification dont la forme ment")
    expected = add_proof(open_badge(award), world.key, created=award.issued_at)
    for _ in range(2):
        assert issue_open_badge(award, world.key) == expected
    honest = CompiledForm.fill

    def fill(form: CompiledForm, values: Sequence[str]) -> bytes | None:
        canonical = honest(form, values)
        return canonical if canonical is None or len(values) < 3 else canonical + b"\n"

    with monkeypatch.context() as lying:
        lying.setattr(CompiledForm, "fill", fill)
        assert issue_open_badge(award, world.key, recheck=0) != expected
        assert issue_open_badge(award, world.key, recheck=1) == expected
    assert "differs" in caplog.text
    assert issue_open_badge(award, world.key) == expected


def test_an_order_that_was_kept_is_used_only_where_it_holds(everything: Everything) -> None:
    """Subjects change places and parts are named after their whole: the full engine never says otherwise."""
    names = list(
        itertools.permutations(("urn:b", "urn:a", "urn:b1", "urn:b-", "urn:a#p", "urn:b>", "https://b.example"), 3)
    )
    document = {
        "@context": everything.document["@context"],
        "id": "urn:uuid:1", "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "did:web:b.example",
        "credentialSubject": {
            "id": "urn:uuid:2", "type": ["AchievementSubject"],
            "result": [{"id": "urn:uuid:2#p", "type": ["Result"], "value": "1"}, {"type": ["Result"], "value": "2"}],
            "source": {"id": "urn:uuid:3", "type": ["Profile"], "name": "n"},
        },
    }  # fmt: skip
    marks = marks_for(["urn:uuid:1", "urn:uuid:2", "urn:uuid:3", "n"])

    def told(values: Sequence[str]) -> dict[str, Any]:
        written = json.dumps(document)
        for text, value in zip(('"urn:uuid:1', '"urn:uuid:2', '"urn:uuid:3', '"n"'), values, strict=True):
            end = '"' if text.endswith('"') else ""
            written = written.replace(text, f'"{value}{end}')
        return dict(json.loads(written))

    form, filled = CompiledForm(told(marks), marks), 0
    for _ in range(3):  # an order is kept at its second coming
        for one, other, third in names:
            values = [one, other, third, f"{one}{other}"]
            if (canonical := form.fill(values)) is not None:
                filled += 1
                assert canonical == canonicalize(told(values)).encode()
    assert filled == 96


def test_a_forgotten_key_has_no_value_and_the_oldest_goes_first() -> None:
    memory: Memory[int] = Memory(2)
    for key in "aabbcc":
        memory.recall(key, lambda: 1)
    assert [memory.find(key) for key in "abc"] == [None, 1, 1]
    memory.forget("c")
    assert memory.recall("c", lambda: 2) is None


def test_copies_are_fresh_and_keep_what_is_no_text() -> None:
    document = {"a": [1, 1.5, True, None, "", "x-MARK-y"], "b": {"c": "MARK", "d": []}}
    copy = copier(document, ["MARK"])
    assert copy(["{0}'\""]) == {"a": [1, 1.5, True, None, "", "x-{0}'\"-y"], "b": {"c": "{0}'\"", "d": []}}
    assert copy(["v"])["b"]["d"] is not copy(["v"])["b"]["d"]


def test_the_issuer_of_a_compiled_badge_is_checked_as_before(world: World) -> None:
    assert issue.RECHECK == 10_000
    issue_open_badge(record(), world.key)
    with pytest.raises(CredentialError):
        issue_open_badge(record(), Ed25519Key.generate(f"{DID}x#1"))
