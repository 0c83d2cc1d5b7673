from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Order",
        "buyer",
        "Savoir qui a commandé quelle session, à quel tarif, et ce que la personne a accepté.",
        LegalBasis.CONTRACT,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "Order",
        "proctoring",
        "Respecter le choix fait, avant tout paiement, sur la surveillance de l’évaluation.",
        LegalBasis.CONTRACT,
        Keep.TRAINING_RECORD,
    ),
)
