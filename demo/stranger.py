"""A badge that is perfectly signed, by somebody whom no consortium knows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

from credseal import AwardingBody, AwardRecord, Competency, Ed25519Key, Learner, MasteryLevel, issue_open_badge


def badge_of_a_stranger() -> bytes:
    """The signed JSON of an Open Badge whose issuer is named by its own key alone (did:key)."""
    key = Ed25519Key.generate()
    academy = AwardingBody(
        name="Académie des Brumes",
        url="https://brumes.example",
        did=key.key_id.partition("#")[0],
        representative_name="Basile Ombre",
        representative_title="Directeur",
    )
    record = AwardRecord(
        credential_id="urn:uuid:6b1e6ad4-6b0e-4c2c-9a2e-0f2f1f7d3a11",
        url="https://brumes.example/v/1",
        number="MC-BRU-2026-000001",
        learner=Learner(
            subject_id="urn:uuid:0c0ffee0-0000-4000-8000-000000000002", given_names="Zoé", family_name="Lointain"
        ),
        title="Tout savoir en une heure",
        description="Une promesse.",
        achievement_id="https://brumes.example/formations/tout",
        bodies=(academy,),
        issued_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        competencies=(
            Competency(code="C1", title="Tout", statement="Tout savoir", level=MasteryLevel(rank=4, label="Maîtrisé")),
        ),
        outcomes=("Tout",),
        workload_hours=Decimal(1),
        assessment_type="Aucune",
        participation="En ligne",
        quality_assurance="Aucune",
        pedagogical_expert="Basile Ombre",
        framework_version="0",
    )
    return json.dumps(issue_open_badge(record, key)).encode()
