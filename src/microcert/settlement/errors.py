"""What the ledger refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.foundation.refusals import Invalid, Refusal


class AlreadyCorrected(Refusal):
    """An entry is taken back once; taking it back again would book what never happened."""

    def __init__(self) -> None:
        super().__init__(_("Cette écriture a déjà été contrepassée."))


class CorrectionsStand(Refusal):
    """A counter-entry is not countered: what it took back is booked anew instead."""

    def __init__(self) -> None:
        super().__init__(_("Une contrepassation ne se contrepasse pas."))


class ReasonMissing(Invalid):
    """Who reads the ledger later must find why."""

    def __init__(self) -> None:
        super().__init__(_("Indiquez en une phrase pourquoi cette écriture est contrepassée."), field="reason")


class PeriodNotOver(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Ce mois n’est pas terminé : il se clôt à partir du premier jour du mois suivant."))


class EarlierPeriodOpen(Refusal):
    """Months are closed in order, so that no entry slips in before a statement already sent."""

    def __init__(self) -> None:
        super().__init__(_("Un mois antérieur est encore ouvert : clôturez-le d’abord."))


class WrongState(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Ce mois est déjà clos. Une correction passe par une contrepassation, dans le mois ouvert."))
