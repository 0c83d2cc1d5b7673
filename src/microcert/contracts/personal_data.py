from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "SignatureEnvelope",
        "address",
        "Conduire le signataire à sa page chez le prestataire de signature.",
        LegalBasis.CONTRACT,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "SignatureEvidence",
        "*",
        "Prouver qui a signé le contrat, quand, d’où et avec quelles paroles.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "TrainingContract",
        "document",
        "Le contrat porte l’identité et l’adresse du signataire (code du travail, L6353-4).",
        LegalBasis.CONTRACT,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "Agreement",
        "*",
        "Prouver qui a accepté un devis au nom d’une entreprise, quand et d’où.",
        LegalBasis.CONTRACT,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "TrainingContract",
        "countersigned_by",
        "Savoir qui a signé un contrat au nom de l’université.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
)
