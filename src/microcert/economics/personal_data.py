from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Revision",
        "author",
        "Savoir qui a chiffré un scénario sur lequel une décision d’ouverture s’appuie.",
        LegalBasis.LEGITIMATE_INTEREST,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
)
