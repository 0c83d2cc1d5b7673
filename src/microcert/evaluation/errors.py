"""What the room of evaluation refuses, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from microcert.foundation.refusals import Invalid, NotAllowed, Refusal


class WrongMoment(Refusal):
    """The sitting or the jury is in a state that forbids the act."""

    clause = "6.1"


class NotYourAssessment(NotAllowed):
    """Only the producing university assesses and awards (R058)."""

    clause = "6.2"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Seules les évaluatrices et seuls les évaluateurs de l’université productrice vérifient l’identité et évaluent."
            )
        )


class NotYourWork(NotAllowed):
    def __init__(self) -> None:
        super().__init__(_("Seule la personne inscrite dépose sa production."))


class NotOnTheJury(NotAllowed):
    clause = "6.1"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("Seuls les membres présents du jury délibèrent."))


class IdentityFirst(Refusal):
    """Nothing is submitted by somebody whose identity nobody has seen (R054)."""

    clause = "6.2"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Votre identité n’est pas encore vérifiée : l’évaluation commence après cette vérification. "
                "Votre texte est conservé sur cette page."
            )
        )


class NotAdmitted(Refusal):
    """The assessment rules ask for milestones that are not reached yet."""

    clause = "6.1"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(_("Il reste à valider avant l’évaluation : %(missing)s.") % {"missing": " ; ".join(missing)})


class TooLate(Refusal):
    clause = "6.1"


class NothingSubmitted(Invalid):
    def __init__(self) -> None:
        super().__init__(_("Écrivez votre production ou joignez un fichier."), field="text")


class FileRefused(Invalid):
    def __init__(self, message: str) -> None:
        super().__init__(message, field="attachment")


class MarkingIncomplete(Invalid):
    """Transmission to the jury asks for a level on every criterion; `missing` holds their codes."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        message = ngettext(
            "Choisissez un niveau pour le critère %(codes)s avant de transmettre au jury.",
            "Choisissez un niveau pour les critères %(codes)s avant de transmettre au jury.",
            len(self.missing),
        )
        super().__init__(message % {"codes": ", ".join(self.missing)})


class UnknownLevel(Invalid):
    """A criterion or a level that the rubric does not have."""

    def __init__(self, what: str) -> None:
        super().__init__(_("La grille de cette formation ne connaît pas « %(what)s ».") % {"what": what})


class JuryIncomplete(Invalid):
    """The composition does not answer the rules: too few members, no president, somebody without appointment."""

    clause = "6.1"


class NoQuorum(Refusal):
    clause = "6.1"


class ReasonMissing(Invalid):
    clause = "6.1"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("La décision pour %(name)s s’écarte de la proposition. Indiquez son motif.") % {"name": name},
            field="reason",
        )


class ThresholdNotReached(Refusal):
    """Without compensation: every certified competency reaches its threshold, or nothing is awarded (R053)."""

    clause = "6.1"

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        message = ngettext(
            "La micro-certification ne peut pas être délivrée à %(name)s : %(codes)s reste sous le seuil, sans compensation "
            "possible.",
            "La micro-certification ne peut pas être délivrée à %(name)s : %(codes)s restent sous le seuil, sans compensation "
            "possible.",
            len(self.codes),
        )
        super().__init__(message % {"name": name, "codes": ", ".join(self.codes)}, field="outcome")


class DeliberationIncomplete(Refusal):
    """Some candidates wait for a decision; `names` says who."""

    clause = "6.1"

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        message = ngettext(
            "Il reste %(n)d décision à prendre (%(names)s) avant de soumettre le procès-verbal aux signatures.",
            "Il reste %(n)d décisions à prendre (%(names)s) avant de soumettre le procès-verbal aux signatures.",
            len(self.names),
        )
        super().__init__(message % {"n": len(self.names), "names": ", ".join(self.names)})
