from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "QuizAttempt",
        "*",
        "Dire à chacune et chacun où ses réponses en sont.",
        LegalBasis.CONTRACT,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "Presence",
        "*",
        "Prouver la présence aux classes virtuelles (code du travail, R6313-3).",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ATTENDANCE_PROOF,
    ),
    PersonalField(
        "MilestoneValidation",
        "*",
        "Prouver l’assiduité par les jalons atteints (code du travail, R6313-3).",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ATTENDANCE_PROOF,
    ),
)
