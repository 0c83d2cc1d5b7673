from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Participation",
        "tutor",
        "Savoir qui accompagne les stagiaires d’une université pendant une session.",
        LegalBasis.PUBLIC_TASK,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "Participation",
        "tutor_name",
        "Nommer la personne qui accompagne les stagiaires, comme l’engagement de l’université le demande.",
        LegalBasis.PUBLIC_TASK,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "Participation",
        "admin_contact",
        "Dire à qui s’adresser pour son dossier.",
        LegalBasis.PUBLIC_TASK,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "CommitmentSignature",
        "*",
        "Prouver qui a engagé une université à accompagner ses stagiaires, quand et dans quels termes.",
        LegalBasis.CONTRACT,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "CalendarFeed",
        "person",
        "Tenir à jour l’agenda de la personne qui s’y est abonnée.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
)
