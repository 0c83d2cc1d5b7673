from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Appointment",
        "person",
        "Savoir qui exerce quel rôle, pour quelle université, et ouvrir les seuls écrans qui s’y rapportent.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "University",
        "legal_representative_name",
        "Nommer la personne qui engage l’université sur ses contrats et ses certificats.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "University",
        "disability_contact_name",
        "Dire à qui demander un aménagement.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "TextDraft",
        "opened_by",
        "Savoir qui a ouvert une nouvelle version d’un texte commun.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
)
