"""What the trainings' room refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from microcert.foundation.refusals import Invalid, Refusal


def framework_clause(number: str) -> str:
    """How a clause is cited, such as « Cadre commun, § 6.1 »."""
    return _("Cadre commun, § %s") % number


class MissingItem(Invalid):
    """One thing that a version lacks; `cited` is the clause where the framework asks for it."""


class NotReadyToPublish(Refusal):
    """The version lacks something; `refusals` has one refusal per item, each with its clause."""

    def __init__(self, refusals: Sequence[MissingItem]) -> None:
        self.refusals = tuple(refusals)
        lines = [f"{refusal.message} ({refusal.cited})" for refusal in self.refusals]
        super().__init__("\n".join([_("Cette formation ne peut pas encore être publiée."), *lines]))


class VersionFrozen(Refusal):
    """A published version never changes: sessions run on it, contracts and credentials cite it."""

    def __init__(self) -> None:
        super().__init__(
            _("Cette version est publiée : elle ne peut plus être modifiée. Préparez une nouvelle version.")
        )


class WrongState(Refusal):
    """The version's state does not allow this."""

    def __init__(self, status: str, wanted: str) -> None:
        words = {
            "draft": _("en conception"),
            "published": _("publiée"),
            "retired": _("retirée du catalogue"),
        }
        super().__init__(
            _("Cette version est %(now)s : elle ne peut pas devenir %(wanted)s.")
            % {"now": words.get(status, status), "wanted": words.get(wanted, wanted)}
        )


class NotADraft(Refusal):
    """Only a draft is written in."""

    def __init__(self) -> None:
        super().__init__(_("Cette version n’est plus en conception. Ouvrez une nouvelle version pour la corriger."))


class NoSuchSection(Refusal):
    """The section, or the part that it is about, is not in this version (any more)."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("Cette partie de la fiche n’existe pas ou vient d’être retirée. L’historique permet de la rétablir.")
        )


class ChangedMeanwhile(Refusal):
    """Somebody saved the section since it was read; `latest` is what it says now. Nothing was replaced."""

    def __init__(self, latest: Any) -> None:
        self.latest = latest
        super().__init__(_("Cette partie a été modifiée entre-temps. Comparez les deux textes : rien n’est perdu."))


class StillNeeded(Invalid):
    """An outcome that a criterion judges, a unit that holds activities: what rests on it goes first."""

    def __init__(self, what: str) -> None:
        super().__init__(_("« %s » sert encore ailleurs dans la fiche. Détachez d’abord ce qui en dépend.") % what)


class NotTheNext(Refusal):
    """Only the version that follows the competency framework of a training can be taken up."""

    def __init__(self) -> None:
        super().__init__(_("Ce référentiel n’est pas la suite de celui de la formation. Rechargez la page."))


class PictureChanged(Refusal):
    """The framework, or the draft, is not what was shown when the person agreed. Nothing was taken up."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Le référentiel a changé depuis que cette page vous a été montrée. Relisez ce qui change, puis confirmez."
            )
        )


class DraftOpenAlready(Refusal):
    """One correction at a time: the training has a draft already."""

    def __init__(self) -> None:
        super().__init__(_("Une version de cette formation est déjà en conception. Poursuivez celle-ci."))


class SlugTaken(Invalid):
    """Another training has this address."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            _("L’adresse « %s » est celle d’une autre formation. Choisissez un autre intitulé.") % slug, field="title"
        )


class CodeTaken(Invalid):
    """Another line of the rubric bears this code."""

    def __init__(self, code: str) -> None:
        super().__init__(_("Un autre critère porte le code « %s ». Choisissez-en un autre.") % code, field="code")


class Unreadable(Invalid):
    """A file is not what it is said to be."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            _("Ce fichier ne se lit pas comme %s. Exportez-le de nouveau, sans mot de passe.") % wanted, field="file"
        )
