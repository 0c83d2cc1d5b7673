from __future__ import annotations

from microcert.foundation.personal_data import Keep, LegalBasis, PersonalField

FIELDS = (
    PersonalField(
        "Order",
        "buyer",
        "Savoir qui a commandé quelle session, à quel tarif, et ce que la personne a accepté.",
        LegalBasis.CONTRACT,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "Order",
        "proctoring",
        "Respecter le choix fait, avant tout paiement, sur la surveillance de l’évaluation.",
        LegalBasis.CONTRACT,
        Keep.TRAINING_RECORD,
    ),
    PersonalField(
        "ProviderEvent",
        "payload",
        "Retrouver de qui vient une somme reçue : le nom du payeur et son libellé, tels que la banque les donne.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "ProviderEvent",
        "resolved_by",
        "Savoir qui a placé une somme que la plateforme n’a pas su placer.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "AccountFile",
        "number",
        "Retrouver, chez qui gère les comptes de formation, le dossier qui paie une part du prix.",
        LegalBasis.LEGAL_OBLIGATION,
        Keep.ACCOUNTING,
    ),
    PersonalField(
        "Company",
        "contact_name",
        "Savoir qui parle au nom d’une entreprise qui inscrit plusieurs personnes.",
        LegalBasis.CONTRACT,
        Keep.ACCOUNTING,
    ),
)
