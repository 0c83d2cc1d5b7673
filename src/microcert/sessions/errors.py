"""What the sessions' room refuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from microcert.foundation.refusals import Invalid, Refusal
from microcert.trainings.errors import framework_clause


class WrongState(Refusal):
    """The session's state does not allow this."""

    def __init__(self, status: str, wanted: str) -> None:
        words = {
            "planned": _("prévue"),
            "open": _("ouverte aux inscriptions"),
            "running": _("en cours"),
            "closed": _("terminée"),
            "cancelled": _("annulée"),
        }
        super().__init__(
            _("Cette session est %(now)s : elle ne peut pas devenir %(wanted)s.")
            % {"now": words.get(status, status), "wanted": words.get(wanted, wanted)}
        )


class NotPublished(Refusal):
    """Only a published version runs: what the buyers read must not change under them."""

    def __init__(self) -> None:
        super().__init__(_("Cette formation n’est pas publiée : publiez-la avant de prévoir ou d’ouvrir une session."))


class ProducerMissing(Refusal):
    """The producer takes part in every session, and draws like the sellers (framework, 3.3 and 3.4)."""

    def __init__(self) -> None:
        super().__init__(
            _("L’université productrice doit figurer parmi les universités participantes."),
            clause=framework_clause("3.3"),
        )


class SellersNotCommitted(Refusal):
    """A partner sells a session only after committing to its support (framework, 3.2)."""

    def __init__(self, universities: Iterable[str]) -> None:
        super().__init__(
            _(
                "Ces universités ne se sont pas engagées à accompagner les stagiaires qui leur seront affectés : %s. "
                "Nommez leur tuteur ou leur tutrice et le temps budgété, ou retirez-les de la session."
            )
            % ", ".join(universities),
            clause=framework_clause("3.2"),
        )


class CommitmentIncomplete(Invalid):
    """A commitment names a tutor and budgets hours (framework, 3.2)."""

    def __init__(self, field: str) -> None:
        words = {
            "tutor_name": _("Nommez la personne qui assurera le tutorat motivationnel."),
            "support_minutes": _("Indiquez le temps d’accompagnement budgété."),
        }
        super().__init__(words[field], field=field, clause=framework_clause("3.2"))


class DrawNotCommitted(Refusal):
    """The seed's fingerprint is published before the first sale, or the draw proves nothing (framework, 3.5)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "L’empreinte du tirage au sort n’est pas encore publiée : elle doit l’être avant l’ouverture des ventes."
            ),
            clause=framework_clause("3.5"),
        )


class SalesAreOver(Refusal):
    """After this day a contract's first debit would fall after the start."""

    def __init__(self, last: date) -> None:
        super().__init__(
            _(
                "Les inscriptions à cette session se sont closes le %s : le délai de rétractation dépasserait son ouverture."
            )
            % f"{last:%d/%m/%Y}"
        )


class TooEarly(Refusal):
    """The calendar has not come to this yet."""

    def __init__(self, day: date) -> None:
        super().__init__(_("C’est possible à partir du %s.") % f"{day:%d/%m/%Y}")
