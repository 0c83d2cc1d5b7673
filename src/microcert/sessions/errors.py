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
            "admin_contact": _("Indiquez à qui les stagiaires s’adressent pour leur dossier."),
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


class NoLongerPlanned(Refusal):
    """Once sales are open, buyers and universities count on what they read."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Les inscriptions sont ouvertes : une session ne se modifie plus. Reportez-la si ses dates doivent changer, ou annulez-la."
            )
        )


class CannotPostpone(Refusal):
    """Only a session that is on sale or sold, and has not begun, gets new dates."""

    def __init__(self) -> None:
        super().__init__(
            _("Seule une session ouverte aux inscriptions et qui n’a pas commencé se reporte."),
        )


class DatesOutOfOrder(Invalid):
    """The dates of a session follow one another."""

    def __init__(self, field: str) -> None:
        words = {
            "starts_on": _("La session commence après aujourd’hui : choisissez un jour à venir."),
            "ends_on": _("La session finit après avoir commencé : choisissez un jour plus tardif."),
        }
        super().__init__(words[field], field=field)


class MovedEarlier(Invalid):
    """A buyer's withdrawal period must be over when the session starts: it may only start later."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("Une session vendue ne s’avance pas : choisissez un début après le %s.") % f"{day:%d/%m/%Y}",
            field="starts_on",
        )


class ThresholdTooHigh(Invalid):
    """A threshold above the number of seats could never be reached."""

    def __init__(self) -> None:
        super().__init__(
            _("Le seuil d’ouverture dépasse le nombre de places : il ne serait jamais atteint."),
            field="opening_threshold",
        )


class ReasonMissing(Invalid):
    """The learners are told why."""

    def __init__(self) -> None:
        super().__init__(_("Dites pourquoi en une phrase : elle est écrite aux stagiaires."), field="reason")


class NothingProposed(Refusal):
    """Keeping a session answers a proposal to cancel it."""

    def __init__(self) -> None:
        super().__init__(_("L’annulation de cette session n’est pas proposée : il n’y a rien à maintenir."))


class ConsentNotGiven(Invalid):
    """A signature without the signatory's word is none."""

    def __init__(self) -> None:
        super().__init__(_("Cochez la case pour engager votre université."), field="consent")


class TooEarly(Refusal):
    """The calendar has not come to this yet."""

    def __init__(self, day: date) -> None:
        super().__init__(_("C’est possible à partir du %s.") % f"{day:%d/%m/%Y}")
