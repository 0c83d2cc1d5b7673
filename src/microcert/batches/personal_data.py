from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Batch",
        "by",
        "Savoir qui a signé plusieurs documents, écrit à plusieurs personnes ou demandé une archive d’un seul geste.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "Batch",
        "file",
        "Remettre à la personne qui l’a demandée l’archive des pièces de ses dossiers ; effacée au bout de trois jours.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
)
