"""What the trainings' room refuses."""

from __future__ import annotations

from collections.abc import Sequence

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
