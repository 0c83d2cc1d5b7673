"""The sentences of every finding, in French and English: what is so, and what the reader should do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Sentence(NamedTuple):
    french: str
    english: str
    advice_french: str = ""
    advice_english: str = ""


_ASK_HOLDER_FR = "Demandez à la personne le fichier d’origine, tel que l’université le lui a remis."
_ASK_HOLDER_EN = "Ask the holder for the original file, as the university handed it over."
_ASK_ISSUER_FR = "Adressez-vous à l’établissement qui l’a délivré."
_ASK_ISSUER_EN = "Ask the institution that issued it."

SENTENCES: Mapping[tuple[str, str], Sentence] = {
    ("signature", "intact"): Sentence(
        "La signature est intacte : rien n’a été modifié depuis la délivrance.",
        "The signature is intact: nothing was changed since it was issued.",
    ),
    ("signature", "altered"): Sentence(
        "La signature ne correspond pas au contenu : ce document a été modifié.",
        "The signature does not match the content: this document was altered.",
        f"Ne vous fiez pas à ce document. {_ASK_HOLDER_FR}", f"Do not rely on this document. {_ASK_HOLDER_EN}",
    ),
    ("signature", "missing"): Sentence(
        "Ce document n’est pas signé.", "This document is not signed.", _ASK_HOLDER_FR, _ASK_HOLDER_EN
    ),
    ("signature", "unsupported"): Sentence(
        "Ce document est signé d’une façon que ce service ne sait pas vérifier.",
        "This document is signed in a way that this service cannot verify.",
        "Vérifiez-le auprès du service de l’organisme qui l’a délivré.", "Verify it with its issuer’s own service.",
    ),
    ("signature", "unknown_key"): Sentence(
        "La signature n’a pas pu être vérifiée : la clé de l’émetteur n’est pas connue ici.",
        "The signature could not be checked: the issuer’s key is not known here.",
        "Ce n’est pas une preuve de fraude. Vérifiez ce document auprès du service de son émetteur.",
        "This is no proof of fraud. Verify this document with its issuer’s own service.",
    ),
    ("signature", "key_not_in_use"): Sentence(
        "La clé qui a signé n’était pas en usage à la date indiquée.",
        "The key that signed was not in use at the date given.",
        f"Ne vous fiez pas à ce document. {_ASK_ISSUER_FR}", f"Do not rely on this document. {_ASK_ISSUER_EN}",
    ),
    ("signature", "wrong_purpose"): Sentence(
        "La signature n’a pas été faite pour délivrer un certificat.",
        "The signature was not made for issuing a credential.", _ASK_HOLDER_FR, _ASK_HOLDER_EN,
    ),
    ("signature", "expired"): Sentence(
        "La signature n’était valable que jusqu’à une date passée.",
        "The signature was valid only until a date in the past.", _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("signature", "from_the_future"): Sentence(
        "La signature se dit faite à une date qui n’est pas encore venue.",
        "The signature claims to have been made at a moment that has not come yet.",
        f"Ne vous fiez pas à ce document. {_ASK_ISSUER_FR}", f"Do not rely on this document. {_ASK_ISSUER_EN}",
    ),
    ("signature", "not_checked"): Sentence(
        "La signature n’a pas été examinée, parce que le contenu ne peut pas être lu entièrement.",
        "The signature was not examined, because the content cannot be read in full.", _ASK_HOLDER_FR, _ASK_HOLDER_EN,
    ),
    ("issuer", "recognised"): Sentence(
        "L’émetteur est un établissement reconnu.", "The issuer is a recognised institution."
    ),
    ("issuer", "unknown"): Sentence(
        "L’émetteur ne figure pas dans la liste des établissements reconnus ici.",
        "The issuer is not in the list of institutions recognised here.",
        "Cela ne dit rien de sa valeur : renseignez-vous sur cet émetteur.",
        "This says nothing about its worth: find out about this issuer.",
    ),
    ("issuer", "impostor"): Sentence(
        "La clé qui a signé n’appartient pas à l’émetteur annoncé.",
        "The key that signed does not belong to the issuer named.",
        f"Ne vous fiez pas à ce document. {_ASK_HOLDER_FR}", f"Do not rely on this document. {_ASK_HOLDER_EN}",
    ),
    ("issuer", "not_named"): Sentence(
        "Le document ne dit pas qui l’a délivré.", "The document does not say who issued it.",
        _ASK_HOLDER_FR, _ASK_HOLDER_EN,
    ),
    ("in_force", "in_force"): Sentence("Le certificat est en vigueur.", "The credential is in force."),
    ("in_force", "revoked"): Sentence(
        "Le certificat a été révoqué par son émetteur : il n’a plus de valeur.",
        "The credential was revoked by its issuer: it is no longer valid.", _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("in_force", "suspended"): Sentence(
        "Le certificat est suspendu, le temps d’une procédure en cours.",
        "The credential is suspended while a procedure is under way.",
        "Revenez plus tard, ou adressez-vous à l’établissement qui l’a délivré.", "Come back later, or ask the issuer.",
    ),
    ("in_force", "superseded"): Sentence(
        "Le certificat a été remplacé par un autre.", "The credential was replaced by another one.",
        "Demandez à la personne le certificat qui le remplace.", "Ask the holder for the one that replaces it.",
    ),
    ("in_force", "expired"): Sentence(
        "La durée de validité du certificat est écoulée.", "The credential has expired.",
        _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("in_force", "not_yet_valid"): Sentence(
        "Le certificat n’est pas encore entré en vigueur.", "The credential is not yet valid.",
        "Revenez à partir de la date qu’il indique.", "Come back from the date that it gives.",
    ),
    ("in_force", "unknown"): Sentence(
        "Il n’est pas possible de dire si le certificat est encore en vigueur.",
        "It cannot be said whether the credential is still in force.",
        "Recommencez plus tard, ou adressez-vous à l’établissement qui l’a délivré.", "Try later, or ask the issuer.",
    ),
    ("status_list", "fresh"): Sentence("La liste d’état consultée est à jour.", "The status list is up to date."),
    ("status_list", "none"): Sentence(
        "Ce certificat ne renvoie à aucune liste d’état : une révocation n’y serait pas visible.",
        "This credential names no status list: a revocation would not show.",
    ),
    ("status_list", "stale"): Sentence(
        "La liste d’état consultée est périmée.", "The status list is out of date.",
        "Recommencez plus tard.", "Try again later.",
    ),
    ("status_list", "missing"): Sentence(
        "La liste d’état de ce certificat n’est pas disponible ici.",
        "The status list of this credential is not available here.",
        "Recommencez plus tard, ou adressez-vous à l’établissement qui l’a délivré.", "Try later, or ask the issuer.",
    ),
    ("status_list", "unsupported"): Sentence(
        "Ce certificat dit son état d’une façon que ce service ne sait pas lire.",
        "This credential tells its status in a way that this service cannot read.",
        "Vérifiez-le auprès du service de l’organisme qui l’a délivré.", "Verify it with its issuer’s own service.",
    ),
    ("status_list", "invalid"): Sentence(
        "La liste d’état n’est pas digne de foi : sa signature ou sa forme est mauvaise.",
        "The status list cannot be trusted: its signature or its form is wrong.", _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("content", "valid"): Sentence(
        "Tout le contenu est couvert par la signature et conforme au format Open Badges 3.0.",
        "All of the content is covered by the signature and follows the Open Badges 3.0 format.",
    ),
    ("content", "lossless"): Sentence(
        "Tout le contenu est couvert par la signature.", "All of the content is covered by the signature."
    ),
    ("content", "no_baked_credential"): Sentence(
        "Cette image ne contient pas de certificat numérique : ce n’est qu’une image.",
        "This picture carries no digital credential: it is a mere picture.",
        "Demandez le badge d’origine : une capture d’écran ou une image réenregistrée perd le certificat.",
        "Ask for the original badge: a screenshot or a picture saved again loses the credential.",
    ),
    ("content", "disclosed"): Sentence(
        "Tout ce qui est montré est couvert par la signature ; la personne a pu choisir de taire le reste.",
        "All that is shown is covered by the signature; the holder may have chosen to keep the rest.",
    ),
    ("content", "holder_mismatch"): Sentence(
        "La preuve que la personne détient ce certificat ne correspond pas à ce qui est montré.",
        "The proof that the holder owns this credential does not match what is shown.",
        "Demandez à la personne de présenter de nouveau son certificat.", "Ask the holder to present it again.",
    ),
    ("content", "jwt_profile"): Sentence(
        "Le contenu est couvert par la signature, mais le jeton ne suit pas le profil Open Badges.",
        "The content is covered by the signature, but the token departs from the Open Badges profile.",
        _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("content", "foreign_terms"): Sentence(
        "Le contenu est couvert par le cachet, mais emploie des termes que son vocabulaire ne définit pas.",
        "The content is covered by the seal, but uses terms that its vocabulary does not define.",
        _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("content", "data_loss"): Sentence(
        "Le document contient des éléments que sa signature ne couvre pas.",
        "The document holds parts that its signature does not cover.",
        f"Ne vous fiez pas à ce document. {_ASK_HOLDER_FR}", f"Do not rely on this document. {_ASK_HOLDER_EN}",
    ),
    ("content", "unknown_context"): Sentence(
        "Le document emploie un vocabulaire que ce service ne connaît pas.",
        "The document uses a vocabulary that this service does not know.",
        "Vérifiez-le auprès du service de l’organisme qui l’a délivré.", "Verify it with its issuer’s own service.",
    ),
    ("content", "malformed"): Sentence(
        "Le contenu ne respecte pas le modèle des certificats vérifiables du W3C.",
        "The content departs from the W3C data model of verifiable credentials.",
        _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("content", "schema"): Sentence(
        "Le contenu ne respecte pas le format Open Badges 3.0.", "The content departs from the Open Badges 3.0 format.",
        _ASK_ISSUER_FR, _ASK_ISSUER_EN,
    ),
    ("content", "not_a_credential"): Sentence(
        "Ce fichier ne contient pas de certificat numérique.", "This file holds no digital credential.",
        "Déposez le PDF ou le fichier JSON remis par l’université.",
        "Upload the PDF or JSON that the university issued.",
    ),
    ("content", "unreadable"): Sentence(
        "Ce fichier ne peut pas être lu.", "This file cannot be read.",
        "Déposez le PDF ou le fichier JSON remis par l’université, sans le réenregistrer avec un autre logiciel.",
        "Upload the PDF or JSON that the university issued, not saved again by other software.",
    ),
    ("content", "too_large"): Sentence(
        "Ce fichier est trop volumineux ou trop complexe pour être vérifié.",
        "This file is too large or too complex to be verified.",
        "Déposez le PDF ou le fichier JSON remis par l’université.",
        "Upload the PDF or JSON that the university issued.",
    ),
    ("pdf_seal", "sealed"): Sentence(
        "Le cachet du PDF est intact et vient d’un établissement reconnu.",
        "The seal of the PDF is intact and comes from a recognised institution.",
    ),
    ("pdf_seal", "absent"): Sentence(
        "Ce PDF ne porte pas de cachet : c’est peut-être une impression ou une copie réenregistrée.",
        "This PDF bears no seal: it may be a print-out or a copy saved again.", _ASK_HOLDER_FR, _ASK_HOLDER_EN,
    ),
    ("pdf_seal", "altered"): Sentence(
        "Le PDF a été modifié après l’apposition du cachet.", "The PDF was changed after it was sealed.",
        f"Ne vous fiez pas à ce document. {_ASK_HOLDER_FR}", f"Do not rely on this document. {_ASK_HOLDER_EN}",
    ),
    ("pdf_seal", "untrusted"): Sentence(
        "Le cachet du PDF ne vient pas d’un établissement reconnu ici.",
        "The seal of the PDF does not come from an institution recognised here.",
        "Renseignez-vous sur l’émetteur.", "Find out about the issuer.",
    ),
    ("pdf_content", "matches"): Sentence(
        "La page et le certificat joint viennent du même établissement.",
        "The page and the attached credential come from the same institution.",
    ),
    ("pdf_content", "differs"): Sentence(
        "La page et le certificat joint ne vont pas ensemble.",
        "The page and the attached credential do not belong together.",
        f"Ne vous fiez pas à la page imprimée. {_ASK_HOLDER_FR}", f"Do not rely on the page. {_ASK_HOLDER_EN}",
    ),
}  # fmt: skip
