from __future__ import annotations

import io
import itertools
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.evaluation.rules import (
    JURY_TRANSITIONS,
    SITTING_TRANSITIONS,
    JuryStatus,
    Outcome,
    Required,
    Seat,
    SeatFault,
    SittingStatus,
    case_has_judges,
    faults_of_composition,
    jury_may_become,
    kind_of_file,
    mastery,
    may_sit,
    proposal,
    quorum,
    short_of_threshold,
    sitting_may_become,
)

S, J = SittingStatus, JuryStatus
SITTING_STEPS = {
    (S.OPEN, S.IDENTITY_CHECKED),
    (S.OPEN, S.NO_SHOW),
    (S.IDENTITY_CHECKED, S.SUBMITTED),
    (S.IDENTITY_CHECKED, S.NO_SHOW),
    (S.SUBMITTED, S.SUBMITTED),
    (S.SUBMITTED, S.MARKED),
    (S.MARKED, S.MARKED),
    (S.MARKED, S.SUBMITTED),
    (S.MARKED, S.JUDGED),
    (S.NO_SHOW, S.JUDGED),
}
JURY_STEPS = {
    (J.NAMED, J.DELIBERATING),
    (J.DELIBERATING, J.CLOSED),
    (J.CLOSED, J.DELIBERATING),
    (J.CLOSED, J.SEALED),
}


@pytest.mark.parametrize(("here", "there"), list(itertools.product(S, S)))
def test_a_sitting_moves_along_its_states_and_no_other_way(here, there):
    assert sitting_may_become(here, there) is ((here, there) in SITTING_STEPS)


@pytest.mark.parametrize(("here", "there"), list(itertools.product(J, J)))
def test_a_jury_moves_along_its_states_and_no_other_way(here, there):
    assert jury_may_become(here, there) is ((here, there) in JURY_STEPS)


def test_every_state_has_its_line_in_the_table():
    assert set(SITTING_TRANSITIONS) == set(S)
    assert set(JURY_TRANSITIONS) == set(J)


@pytest.mark.requirement("R054")
def test_no_path_reaches_a_submission_without_an_identity_check():
    reached, frontier = {S.OPEN}, [S.OPEN]
    while frontier:
        for there in SITTING_TRANSITIONS[frontier.pop()] - {S.IDENTITY_CHECKED} - reached:
            reached.add(there)
            frontier.append(there)
    assert S.SUBMITTED not in reached
    assert S.MARKED not in reached


ranks = st.integers(min_value=1, max_value=4)
marks = st.dictionaries(
    st.text(alphabet="K123456789", min_size=1, max_size=3), st.tuples(st.sampled_from(["C1", "C2", "C3"]), ranks)
)


@given(marks)
def test_a_competency_is_no_better_than_its_weakest_criterion(given_marks):
    levels = mastery(given_marks)
    for competency, rank in given_marks.values():
        assert levels[competency] <= rank
    assert set(levels) == {competency for competency, _ in given_marks.values()}


@pytest.mark.requirement("R053")
@given(st.dictionaries(st.sampled_from(["C1", "C2", "C3"]), ranks), st.integers(min_value=2, max_value=4))
def test_excellence_elsewhere_never_makes_up_for_one_competency_below_its_threshold(levels, threshold):
    thresholds = {"C1": threshold, "C2": threshold, "C3": threshold}
    short = short_of_threshold(levels, thresholds)
    wanted = Outcome.AWARD if all(levels.get(code, 0) >= threshold for code in thresholds) else Outcome.RESIT
    assert proposal(levels, thresholds) is wanted
    assert (short == []) is (wanted is Outcome.AWARD)


def test_the_second_attempt_is_the_last_and_an_absence_is_not_awarded():
    assert proposal({"C1": 1}, {"C1": 3}, attempt=2) is Outcome.NOT_AWARDED
    assert proposal({}, {"C1": 3}, is_no_show=True) is Outcome.NOT_AWARDED


def test_by_default_no_milestone_blocks_and_the_missing_ones_are_named():
    admitted = may_sit({1: "Lire", 2: "Se tester"}, {1})
    assert admitted.is_granted
    assert admitted.missing == ("Se tester",)


def test_a_consortium_may_require_every_milestone():
    refused = may_sit({1: "Lire", 2: "Se tester"}, {1}, Required.ALL)
    assert not refused.is_granted
    assert refused.blocking == ("Se tester",)
    assert may_sit({1: "Lire"}, {1}, Required.ALL).is_granted


def test_a_jury_is_named_with_enough_appointed_members_and_one_president():
    three = [Seat(1, True), Seat(2, False), Seat(3, False)]
    assert faults_of_composition(three, 3) == []
    assert faults_of_composition(three, 4) == [SeatFault.TOO_FEW]
    assert faults_of_composition([Seat(1, True), Seat(2, True), Seat(3, False)], 3) == [SeatFault.PRESIDENT]
    assert faults_of_composition([Seat(1, True), Seat(1, False), Seat(3, False)], 2) == [SeatFault.TWICE]
    assert faults_of_composition([*three, Seat(4, False, is_appointed=False)], 3) == [SeatFault.NOT_APPOINTED]


@given(st.integers(min_value=1, max_value=40), st.integers(min_value=1, max_value=9))
def test_the_quorum_is_the_minimum_and_more_than_half(named, minimum):
    assert quorum(named, minimum) >= minimum
    assert quorum(named, minimum) * 2 > named


def test_one_recusal_leaves_enough_judges_and_two_do_not():
    assert case_has_judges([1, 2, 3], [3])
    assert not case_has_judges([1, 2, 3], [2, 3])


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def a_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\x89PNG\r\n\x1a\n0000", "png"),
        (b"\xff\xd8\xff\xe0JFIF", "jpg"),
        (a_docx(), "docx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml="<x/>"), "odt"),
        (b"Ma production, en clair", "txt"),
        (b"", None),
        (b"MZ\x90\x00\x03", None),
        (b"<!DOCTYPE html><script>alert(1)</script>", None),
        (b"  <svg onload='x'>", None),
        (zipped(virus_exe="x"), None),
        (b"PK\x03\x04 not an archive at all", None),
        ("é".encode("latin-1") + b"\x00", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content, kind):
    assert kind_of_file(content) == kind


@given(st.binary(max_size=300))
def test_any_bytes_are_judged_without_an_error(content):
    assert kind_of_file(content) in {None, "pdf", "png", "jpg", "docx", "odt", "txt"}
    assert kind_of_file(b"PK\x03\x04" + content) in {None, "docx", "odt"}
