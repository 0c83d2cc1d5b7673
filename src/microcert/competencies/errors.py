"""What the competencies' room refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from microcert.consortium.errors import Problem
from microcert.foundation.refusals import Invalid, Refusal


class FrameworkFrozen(Refusal):
    """A framework that a published training uses never changes: contracts and credentials cite its words."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ce référentiel est utilisé par une formation publiée : il ne change plus. Préparez une nouvelle version, "
                "qui reprend tout ce qu’il contient."
            )
        )


class WrongState(Refusal):
    """The framework's state does not allow this."""

    def __init__(self) -> None:
        super().__init__(_("L’état de ce référentiel ne le permet pas. Rechargez la page pour voir où il en est."))


class VersionOpenAlready(Refusal):
    """One successor at a time."""

    def __init__(self) -> None:
        super().__init__(_("La version suivante de ce référentiel existe déjà. Poursuivez celle-ci."))


class ChangedMeanwhile(Refusal):
    """Somebody else saved this part since it was read. `now` is what it says, `yours` what was about to replace it."""

    def __init__(self, now: Mapping[str, Any], yours: Mapping[str, Any], revision: int) -> None:
        self.now, self.yours, self.revision = dict(now), dict(yours), revision
        super().__init__(_("Ce texte a été modifié pendant que vous l’écriviez. Rien n’a été remplacé."))


class CodeTaken(Invalid):
    """A code is unique among the parts of its kind."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Le code « %s » est déjà pris dans ce référentiel. Choisissez-en un autre.") % code, field="code"
        )


class StillCited(Refusal):
    """What rests on this part goes first: competencies of an activity, outcomes of a training."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "« %s » sert encore : des compétences, des acquis ou des critères s’y rattachent. Rattachez-les ailleurs, puis "
                "recommencez."
            )
            % code
        )


class UnknownReference(Invalid):
    """A code that the ROME does not have."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("« %s » n’est pas un code ROME. Cherchez le métier, puis choisissez-le dans la liste.") % code,
            field="code",
        )


class BadFile(Invalid):
    """A file of a framework is wrong. All problems come at once with sheet and line, and nothing was imported."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(
            ngettext(
                "%d point à corriger dans ce fichier. Rien n’a été importé.",
                "%d points à corriger dans ce fichier. Rien n’a été importé.",
                count,
            )
            % count,
            field="file",
        )
