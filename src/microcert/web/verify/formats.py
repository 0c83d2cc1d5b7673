"""The files of a credential in words: what each is for, so that nobody has to know the names of standards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from credseal import Format
from microcert.credentials.queries import HeldFile


@dataclass(frozen=True)
class Offer:
    """One file to take away. `kind` is its format as people say it; `size` in bytes, 0 while it is made on demand."""

    form: str
    label: Promise
    use: Promise
    kind: str
    icon: str
    address: str = ""
    size: int = 0


SELF_CONTAINED = "html"
MEDIA_TYPES = {
    Format.EDC: "application/jose+json",
    Format.SDJWT: "application/dc+sd-jwt",
    Format.VC_JWT: "application/vc+jwt",
    Format.OB_JWT: "application/jwt",
    Format.PNG: "image/png",
    Format.SVG: "image/svg+xml",
}
OFFERS = (
    Offer(
        Format.PDF,
        gettext_lazy("Certificat à imprimer ou à envoyer"),
        gettext_lazy(
            "Pour un employeur ou un dossier : une page sous le cachet de l’université, données signées comprises."
        ),
        "PDF",
        "file-earmark-pdf",
    ),
    Offer(
        SELF_CONTAINED,
        gettext_lazy("Dossier qui se vérifie seul"),
        gettext_lazy(
            "À conserver : il s’ouvre sans connexion dans tout navigateur et se vérifie même si cette plateforme disparaît."
        ),
        "HTML",
        "shield-check",
    ),
    Offer(
        Format.EDC,
        gettext_lazy("Fichier pour Europass"),
        gettext_lazy(
            "À verser dans votre bibliothèque Europass : c’est le format européen des diplômes et certificats."
        ),
        "JSON",
        "globe2",
    ),
    Offer(
        Format.SDJWT,
        gettext_lazy("Fichier pour un portefeuille numérique"),
        gettext_lazy("Vous l’importez dans votre portefeuille, puis choisissez à chaque fois ce que vous montrez."),
        "SD-JWT",
        "person-badge",
    ),
    Offer(
        Format.OB,
        gettext_lazy("Open Badge"),
        gettext_lazy("Pour un portfolio ou une collection de badges : les données signées elles-mêmes."),
        "JSON",
        "filetype-json",
    ),
    Offer(
        Format.PNG,
        gettext_lazy("Image du badge"),
        gettext_lazy("Pour une page ou un profil en ligne : le badge signé est dans l’image."),
        "PNG",
        "award",
    ),
    Offer(
        Format.SVG,
        gettext_lazy("Dessin du badge"),
        gettext_lazy("La même image, nette à toutes les tailles, pour un site ou une affiche."),
        "SVG",
        "award",
    ),
    Offer(
        Format.VC_JWT,
        gettext_lazy("Jeton vérifiable"),
        gettext_lazy("Pour un logiciel qui lit les attestations du W3C sous forme de jeton."),
        "VC-JWT",
        "key",
    ),
    Offer(
        Format.OB_JWT,
        gettext_lazy("Jeton Open Badges"),
        gettext_lazy("Pour un logiciel qui lit les Open Badges sous forme de jeton."),
        "JWT",
        "key",
    ),
)
# What most people need; the rest stands behind a fold.
EVERYDAY = (Format.PDF, SELF_CONTAINED, Format.EDC, Format.SDJWT, Format.OB)


@dataclass(frozen=True)
class Offered:
    """The files of one credential: those that everybody uses, then the others."""

    everyday: list[Offer]
    others: list[Offer]


def offered(code: str, files: Iterable[HeldFile]) -> Offered:
    """Every file that can be taken away, with its address and size."""
    sizes = {file.form: file.size for file in files} | {SELF_CONTAINED: 0}
    found = [
        Offer(each.form, each.label, each.use, each.kind, each.icon, _address(code, each.form), sizes[each.form])
        for each in OFFERS
        if each.form in sizes
    ]
    return Offered(
        [each for each in found if each.form in EVERYDAY], [each for each in found if each.form not in EVERYDAY]
    )


def _address(code: str, form: str) -> str:
    own = {Format.PDF: "credential-pdf", Format.OB: "credential-json", SELF_CONTAINED: "credential-html"}
    if form in own:
        return reverse(own[form], args=[code])
    return reverse("credential-form", args=[code, form])
