from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Credential",
        "file",
        "Savoir à qui la micro-certification a été délivrée, pour la lui remettre et répondre à ses demandes.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "Credential",
        "record",
        "Contenu du certificat tel qu’il a été signé : identité du titulaire, compétences et niveaux atteints.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "Credential",
        "badge",
        "Le certificat signé lui-même, que le titulaire peut télécharger toute sa vie.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "SealedForm",
        "content",
        "Le même certificat dans ses autres formats (portefeuille, Europass, image), que le titulaire peut télécharger toute sa vie.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "Credential",
        "status_reason",
        "Motif d’une suspension ou d’une révocation, dû au titulaire et à qui vérifie.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
    PersonalField(
        "Credential",
        "is_name_public",
        "Choix du titulaire de montrer son nom sur la page publique.",
        LegalBasis.CONSENT,
        Keep.UNTIL_WITHDRAWN,
    ),
    PersonalField(
        "Reservation",
        "file",
        "Réserver le numéro d’un certificat pendant qu’il est mis en page et signé.",
        LegalBasis.PUBLIC_TASK,
        Keep.CREDENTIAL_LIFE,
    ),
)
