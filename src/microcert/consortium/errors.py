"""What the consortium's room refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from microcert.foundation.refusals import Invalid, Refusal


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a file: where it stands (`units[2].activities[0].minutes`) and what to do."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} : {self.place} : {self.message}" if self.place else f"{self.file} : {self.message}"


class BadFiles(Invalid):
    """Files that describe a consortium or its trainings are wrong. All problems come at once, and nothing was imported."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        title = ngettext(
            "%d point à corriger, rien n’a été importé :", "%d points à corriger, rien n’a été importé :", count
        )
        super().__init__("\n".join([title % count, *(f"  {problem}" for problem in self.problems)]))


class AlreadyPublished(Refusal):
    """A binding text that people have accepted never changes under the same version number."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("« %(what)s » est déjà publié avec un autre texte. Donnez à ce texte un nouveau numéro de version.")
            % {"what": what}
        )


class DraftClosed(Refusal):
    """A version is being written already, or is no longer one that can be written."""


class DraftChanged(Refusal):
    """Somebody else saved the text since it was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Quelqu’un a enregistré ce texte depuis que vous l’avez ouvert. Comparez les deux textes avant d’enregistrer."
            )
        )


class TextFaulty(Invalid):
    """A text is published with a title and with clauses that can be cited, each number once."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(_("Ce texte ne peut pas encore être publié : %s.") % " ; ".join(faults), field="text")
