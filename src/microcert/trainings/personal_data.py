from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "TrainingVersion",
        "expert",
        "Savoir qui porte la responsabilité pédagogique de la formation.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "TrainingVersion",
        "expert_name",
        "Nommer sur la fiche la personne qui porte la responsabilité pédagogique de la formation.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "TrainingVersion",
        "team",
        "Présenter l’équipe pédagogique à qui choisit une formation, comme le demande le référentiel qualité.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
)
