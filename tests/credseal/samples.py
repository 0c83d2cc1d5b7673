"""A fictional award, its issuer, and the trust that a verifier puts in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from credseal import (
    Alignment,
    Authority,
    AwardingBody,
    AwardRecord,
    CertificateLook,
    Competency,
    Ed25519Key,
    Issuer,
    KeyEntry,
    KeyHistory,
    Learner,
    MasteryLevel,
    SealMaterial,
    Signer,
    StatusEntry,
    TrustList,
    issue_open_badge,
)
from credseal.keys import did_web

DID = did_web("campus.example", "universites", "htr")
LIST = "https://campus.example/status/htr/revocation/1"
SUSPENSIONS = "https://campus.example/status/htr/suspension/1"
ISSUED = datetime(2026, 12, 18, 10, 42, tzinfo=timezone(timedelta(hours=1)))
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
INDEX = 94_567

SHIELD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
    '<path fill="#0b3b43" d="M2 2h36v24c0 7-8 11-18 12C10 37 2 33 2 26z"/></svg>'
)
PICTURE = bytes.fromhex(  # a PNG of one pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63e0b676060000"
    "de008a46ee348a0000000049454e44ae426082"
)
LOOK = CertificateLook(
    logo_svg=SHIELD,
    mark_svg=SHIELD,
    mark_name="Micro-C",
    footer="Marque fictive d’un consortium fictif.",
    subtitle="Établissement public, France",
    certifies="L’Université de Hauterive certifie que",
)


def body(**changes: Any) -> AwardingBody:
    values: dict[str, Any] = {
        "name": "Université de Hauterive",
        "url": "https://hauterive.example",
        "did": DID,
        "representative_name": "Hélène Duvivier",
        "representative_title": "Présidente de l’Université de Hauterive",
        "region": "Bourgogne-Franche-Comté",
    }
    return AwardingBody(**(values | changes))


def competency(code: str, title: str, label: str = "Acquis", rank: int = 3, **changes: Any) -> Competency:
    level = MasteryLevel(rank=rank, label=label)
    return Competency(code=code, title=title, statement=f"{title}, seul et en situation.", level=level, **changes)


def record(**changes: Any) -> AwardRecord:
    esco = Alignment(
        uri="http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000000",
        label="évaluer les étudiants",
        framework="ESCO",
    )
    values: dict[str, Any] = {
        "credential_id": "urn:uuid:6b1e6ad4-6b0e-4c2c-9a2e-0f2f1f7d3a10",
        "url": "https://campus.example/v/7KQ4-M2XD",
        "number": "MC-HTR-2026-000431",
        "learner": Learner(
            subject_id="urn:uuid:0c0ffee0-0000-4000-8000-000000000001",
            given_names="Inès Marie",
            family_name="Carpentier",
            birth_date=date(1988, 3, 14),
            birth_place="Nantes (France)",
        ),
        "title": "Concevoir une évaluation par compétences à distance",
        "description": "Concevoir, outiller et organiser à distance une évaluation par compétences.",
        "achievement_id": "https://campus.example/formations/evaluer-a-distance/1",
        "bodies": (body(),),
        "issued_at": ISSUED,
        "competencies": (
            competency("C1", "Choisir une situation d’évaluation authentique", "Maîtrisé", 4, alignments=(esco,)),
            competency("C2", "Construire une grille critériée"),
            competency("C3", "Organiser l’évaluation en ligne"),
        ),
        "outcomes": ("Distinguer les fonctions de l’évaluation", "Rédiger des critères observables"),
        "workload_hours": Decimal(14),
        "ects": Decimal("0.5"),
        "eqf_level": 6,
        "assessment_type": "Production et entretien surveillé",
        "participation": "En ligne",
        "quality_assurance": "Certification Qualiopi ; conseil scientifique du consortium.",
        "pedagogical_expert": "Agathe Roussel",
        "framework_version": "Cadre commun, version 2026",
        "supervision": "Entretien surveillé en direct.",
        "identity_verification": "Identité vérifiée sur pièce.",
        "stackability": "Compte pour le parcours « Enseigner à distance ».",
        "jury_date": datetime(2026, 12, 16, 9, 0, tzinfo=UTC),
    }
    return AwardRecord(**(values | changes))


@dataclass(frozen=True)
class World:
    """An issuer with its key and seal, and the verifier's trust list."""

    key: Ed25519Key
    seal: SealMaterial
    trust: TrustList

    def badge(self, **changes: Any) -> dict[str, Any]:
        return issue_open_badge(record(**changes), self.key, status=[StatusEntry(list_url=LIST, index=INDEX)])


def history(*keys: Signer, **dates: Any) -> KeyHistory:
    start = {"valid_from": datetime(2026, 1, 1, tzinfo=UTC)} | dates
    return KeyHistory(KeyEntry(key_id=key.key_id, public_multibase=key.public.multibase, **start) for key in keys)


def make_world() -> World:
    key = Ed25519Key.generate(f"{DID}#cle-2026")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    authority = Authority.create("Consortium fictif", country="FR", valid_from=start)
    seal = authority.issue_seal("Université de Hauterive", DID, country="FR", valid_from=start)
    issuer = Issuer(did=DID, name="Université de Hauterive", history=history(key))
    return World(key, seal, TrustList.of([issuer], [authority.certificate]))


def as_bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
