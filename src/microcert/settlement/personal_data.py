from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Entry",
        "booked_by",
        "Savoir qui a contrepassé une écriture et pourquoi.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "Period",
        "closed_by",
        "Savoir qui a clos un mois de comptes.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
)
