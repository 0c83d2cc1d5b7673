from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "User",
        "email",
        "Vous connecter, et vous écrire au sujet de vos formations.",
        LegalBasis.CONTRACT,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "User",
        "given_names",
        "Nommer la personne sur son contrat, le procès-verbal du jury et le certificat.",
        LegalBasis.CONTRACT,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "User",
        "family_name",
        "Nommer la personne sur son contrat, le procès-verbal du jury et le certificat.",
        LegalBasis.CONTRACT,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "User",
        "birth_date",
        "Distinguer deux personnes de même nom sur le certificat, si le consortium le demande.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "User",
        "birth_place",
        "Distinguer deux personnes de même nom sur le certificat, si le consortium le demande.",
        LegalBasis.PUBLIC_TASK,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "User",
        "postal_address",
        "Établir le contrat de formation, qui doit désigner son signataire.",
        LegalBasis.CONTRACT,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "User",
        "phone",
        "Vous joindre pendant une session ou une épreuve.",
        LegalBasis.CONTRACT,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
    PersonalField(
        "User",
        "language",
        "Vous écrire dans la langue que vous avez choisie.",
        LegalBasis.CONTRACT,
        Keep.WHILE_ACCOUNT_LIVES,
    ),
)
