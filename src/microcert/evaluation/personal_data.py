from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Sitting",
        "*",
        "Organiser l’évaluation : identité vérifiée (résultat seul, jamais la pièce), production, évaluation.",
        LegalBasis.PUBLIC_TASK,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "Submission",
        "*",
        "Évaluer la production déposée et prouver la réalisation de la formation.",
        LegalBasis.PUBLIC_TASK,
        Keep.ATTENDANCE_PROOF,
    ),
    PersonalField(
        "Mark",
        "*",
        "Préparer la délibération et rendre un retour à la personne.",
        LegalBasis.PUBLIC_TASK,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "JuryMember", "person", "Établir qui a délibéré et signé.", LegalBasis.PUBLIC_TASK, Keep.CREDENTIAL_LIFE
    ),
    PersonalField(
        "Recusal",
        "*",
        "Établir qui s’est retiré d’un dossier, pour l’égalité de traitement.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "Decision", "*", "Établir la décision du jury et son motif.", LegalBasis.PUBLIC_TASK, Keep.CREDENTIAL_LIFE
    ),
    PersonalField(
        "Minutes", "decisions", "Fonder la délivrance du certificat.", LegalBasis.PUBLIC_TASK, Keep.CREDENTIAL_LIFE
    ),
)
