from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from microcert.foundation.refusals import Invalid, Refusal


class NotYetOpen(Refusal):
    clause = "6.2"

    def __init__(self, day: str) -> None:
        super().__init__(_("La formation ouvre le %(day)s. Vous pourrez commencer ce jour-là.") % {"day": day})


class FileClosed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Ce dossier est clos : rien ne peut plus y être ajouté."))


class NotThisWay(Refusal):
    """The activity is validated by something else: a quiz by its answers, a virtual class by being there."""

    clause = "8.2"

    def __init__(self, message: str) -> None:
        super().__init__(message)


class AnswerMissing(Invalid):
    def __init__(self, number: int) -> None:
        super().__init__(_("Répondez à la question %(number)s.") % {"number": number}, field=f"question_{number}")


class ClassNotOpen(Refusal):
    def __init__(self, moment: str) -> None:
        super().__init__(
            _("La classe virtuelle ouvre un quart d’heure avant le début : %(moment)s.") % {"moment": moment}
        )


class ClassOver(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Cette classe virtuelle est terminée. Si vous y étiez, demandez à l’équipe de constater votre présence.")
        )


class NothingToState(Refusal):
    """A statement is of a month that is over, in which something was reached."""
