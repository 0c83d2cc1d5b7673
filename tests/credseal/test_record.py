from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credseal import AwardRecord, CredentialError, RecordError

from .samples import body, competency, record


def test_a_record_survives_its_json_unchanged() -> None:
    original = record()
    assert AwardRecord.from_json(original.to_json()) == original
    assert AwardRecord.from_json(original.to_json().encode()).to_json() == original.to_json()


def test_equal_records_give_equal_json_whatever_the_order_of_arguments() -> None:
    members = json.loads(record().to_json())
    shuffled = json.dumps(dict(reversed(members.items())))
    assert AwardRecord.from_json(shuffled).to_json() == record().to_json()


def test_text_is_normalised_so_that_equal_names_are_equal() -> None:
    assert record(title="E\u0301valuer").title == "Évaluer"
    assert record(pedagogical_expert="  Agathe Roussel\u00a0").pedagogical_expert == "Agathe Roussel"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "Un titre\u0007"}, "title"),
        ({"title": "Un\ntitre"}, "title"),
        ({"title": "gauche\u202edroite"}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": None}, "title"),
        ({"description": "a\x7fb"}, "description"),
        ({"credential_id": "6b1e6ad4"}, "credential_id"),
        ({"credential_id": "urn:uuid:6B1E6AD4-6B0E-4C2C-9A2E-0F2F1F7D3A10"}, "credential_id"),
        ({"url": "http://campus.example/v/1"}, "url"),
        ({"url": "https:///v/1"}, "url"),
        ({"url": "https://campus.example:x/v"}, "url"),
        ({"url": "https://someone@campus.example/"}, "url"),
        ({"achievement_id": "formations/1"}, "achievement_id"),
        ({"achievement_id": "https://campus.example/a b"}, "achievement_id"),
        ({"number": "un"}, "number"),
        ({"bodies": ()}, "bodies"),
        ({"bodies": (body(), body())}, "bodies"),
        ({"bodies": ("HTR",)}, "bodies.0"),
        ({"competencies": (competency("C1", "Un"), competency("C1", "Deux"))}, "competencies"),
        ({"outcomes": ("",)}, "outcomes.0"),
        ({"outcomes": "Un seul"}, "outcomes"),
        ({"workload_hours": Decimal(0)}, "workload_hours"),
        ({"workload_hours": 14.5}, "workload_hours"),
        ({"workload_hours": True}, "workload_hours"),
        ({"workload_hours": Decimal("NaN")}, "workload_hours"),
        ({"workload_hours": Decimal("7.125")}, "workload_hours"),
        ({"ects": "beaucoup"}, "ects"),
        ({"eqf_level": 9}, "eqf_level"),
        ({"eqf_level": "6"}, "eqf_level"),
        ({"issued_at": datetime(2026, 12, 18)}, "issued_at"),
        ({"expires_at": record().issued_at}, "expires_at"),
        ({"language": "français"}, "language"),
        ({"supersedes": record().credential_id}, "supersedes"),
        ({"learner": "Inès"}, "learner"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field_and_reason(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordError) as caught:
        record(**changes)
    assert caught.value.field == field
    assert caught.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('"rank":4', '"rank":"4"', "competencies.0.level.rank"),
        ('"family_name":"Carpentier",', "", "learner.family_name"),
        ('"number":', '"numero":', "numero"),
        ('"2026-12-18T10:42:00+01:00"', '"hier"', "issued_at"),
        ('"1988-03-14"', '"14/03/1988"', "learner.birth_date"),
        ('"language":"fr"', '"language":"fr","language":"en"', ""),
    ],
)
def test_wrong_json_is_refused_with_its_path(before: str, after: str, field: str) -> None:
    source = record().to_json()
    assert before in source
    with pytest.raises(RecordError) as caught:
        AwardRecord.from_json(source.replace(before, after, 1))
    assert caught.value.field == field


@given(st.one_of(st.text(), st.binary()))
def test_any_json_at_all_is_a_record_or_a_record_error(source: str | bytes) -> None:
    with pytest.raises(CredentialError):
        AwardRecord.from_json(source)


@given(st.text(min_size=1, max_size=60))
def test_any_name_is_refused_or_survives_the_round_trip(name: str) -> None:
    try:
        original = record(title=name)
    except RecordError as error:
        assert error.field == "title"
        return
    assert AwardRecord.from_json(original.to_json()) == original
