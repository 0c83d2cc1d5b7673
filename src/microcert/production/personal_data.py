from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Proposal",
        "author",
        "Savoir qui a déposé une proposition de formation au nom de son université.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "Proposal",
        "team",
        "Nommer l’équipe qui portera la formation proposée (cadre commun, 13.2).",
        LegalBasis.PUBLIC_TASK,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "Meeting",
        "chair",
        "Nommer au procès-verbal qui a présidé la séance du comité de pilotage.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "Seat",
        "person",
        "Établir la présence, les conflits d’intérêts et les votes au comité de pilotage.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "SpecificationDraft",
        "opened_by",
        "Savoir qui a ouvert une nouvelle version du cahier des charges.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
)
