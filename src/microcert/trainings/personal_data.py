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
    PersonalField(
        "Revision",
        "author",
        "Dire à l’équipe qui a écrit quoi dans une fiche en conception, et ne rien perdre de ce que chacun écrit.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "Revision",
        "content",
        "Garder les états successifs d’une fiche en conception ; la rubrique de l’équipe nomme ses membres.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "AccessibilityCheck",
        "checked_by",
        "Prouver qu’une ressource a été contrôlée, et par qui.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
)
