from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "UnsavedWords",
        "*",
        "Rendre à la personne ce qu’elle écrivait, jusqu’à ce qu’elle l’enregistre.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
)
