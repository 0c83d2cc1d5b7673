"""The files of a credential in words: what each is for, so that nobody has to know the names of standards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credseal import Format
from microcert.credentials.queries import HeldFile


@dataclass(frozen=True)
class Offer:
    """One file to take away. `kind` is its format as people say it; `size` in bytes, 0 while it is made on demand."""

    form: str
    label: Promise
    use: str | Promise
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
# Of a joint award each body signs these; a token and the file that verifies itself have room for one signature.
SIGNED_BY_EACH = (Format.PDF, Format.EDC, Format.OB, Format.PNG, Format.SVG)
# What most people need; the rest stands behind a fold.
EVERYDAY = (Format.PDF, SELF_CONTAINED, Format.EDC, Format.SDJWT, Format.OB)


@dataclass(frozen=True)
class Offered:
    """The files of one credential: those that everybody uses, then the others."""

    everyday: list[Offer]
    others: list[Offer]


def offered(code: str, files: Iterable[HeldFile], bodies: Sequence[str] = ()) -> Offered:
    """Every file that can be taken away, with its address and size; of a joint award (`bodies`) also who signed it."""
    sizes = {file.form: file.size for file in files} | {SELF_CONTAINED: 0}
    found = [
        replace(each, use=use_of(each, bodies), address=_address(code, each.form), size=sizes[each.form])
        for each in OFFERS
        if each.form in sizes
    ]
    return Offered(
        [each for each in found if each.form in EVERYDAY], [each for each in found if each.form not in EVERYDAY]
    )


def use_of(offer: Offer, bodies: Sequence[str]) -> str:
    """What a file is for and, when several bodies award, whose signatures it bears."""
    if len(bodies) < 2:
        return str(offer.use)
    if offer.form in SIGNED_BY_EACH:
        return f"{offer.use} " + _("Signé par chaque organisme : %(names)s.") % {"names": ", ".join(bodies)}
    return f"{offer.use} " + _("Signé par un seul des organismes : %(name)s.") % {"name": bodies[0]}


def _address(code: str, form: str) -> str:
    own = {Format.PDF: "credential-pdf", Format.OB: "credential-json", SELF_CONTAINED: "credential-html"}
    if form in own:
        return reverse(own[form], args=[code])
    return reverse("credential-form", args=[code, form])
