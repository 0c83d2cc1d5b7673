from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "LearnerFile",
        "learner",
        "Suivre la personne pendant sa formation et prouver que la formation a eu lieu.",
        LegalBasis.CONTRACT,
        Keep.ATTENDANCE_PROOF,
    ),
    PersonalField(
        "SavedView",
        "person",
        "Retrouver les filtres que vous avez enregistrés.",
        LegalBasis.LEGITIMATE_INTEREST,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
)
