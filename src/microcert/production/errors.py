"""What the production's room refuses."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from microcert.foundation.refusals import Invalid, NotAllowed, Refusal

from .specification_parts import SpecificationFault


def framework_clause(number: str) -> str:
    return _("Cadre commun, § %s") % number


class WrongMoment(Refusal):
    """The state of the call, the proposal or the meeting does not allow this."""


class CallClosed(Refusal):
    """The call takes no proposals today."""

    def __init__(self) -> None:
        super().__init__(_("Cet appel ne reçoit pas de proposition aujourd’hui. Ses dates figurent sur sa page."))


class NotYours(NotAllowed):
    """Another university's proposal, or a seat that the person does not hold."""


class ProposalIncomplete(Invalid):
    """A proposal goes to the committee whole (framework, 13): `gaps` names every field to fill in."""

    def __init__(self, gaps: Sequence[str], words: Sequence[str]) -> None:
        self.gaps = tuple(gaps)
        super().__init__(_("Il manque à cette proposition : %s.") % ", ".join(words), clause=framework_clause("13"))


class ConflictDeclared(NotAllowed):
    """A member who declared a conflict of interest does not vote on the point."""

    def __init__(self) -> None:
        super().__init__(_("Vous avez déclaré un conflit d’intérêts sur ce point : vous ne le votez pas."))


class NoQuorum(Refusal):
    """More than half of the members called must be present."""

    def __init__(self, present: int, needed: int) -> None:
        super().__init__(
            _("Le quorum n’est pas atteint : il faut %(needed)d membres présents, il y en a %(present)d.")
            % {"present": present, "needed": needed}
        )


class PartChanged(Refusal):
    """Somebody else saved this part of the specification since it was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Quelqu’un a modifié ce texte depuis que vous l’avez ouvert. Relisez-le avant de continuer.")
        )


class SpecificationFaulty(Invalid):
    def __init__(self, faults: Sequence[SpecificationFault]) -> None:
        words = {
            SpecificationFault.NO_METHOD: _("écrivez la méthode de production"),
            SpecificationFault.NO_PART: _("ajoutez au moins un article"),
            SpecificationFault.UNCHANGED: _("il est identique à la version en vigueur"),
        }
        said = " ; ".join(words[fault] for fault in faults)
        super().__init__(_("Ce cahier des charges ne peut pas encore être publié : %s.") % said)


class RulingImpossible(Refusal):
    """The votes do not bear this decision."""


class ReasonsMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_("Motivez la décision : ces motifs figurent au procès-verbal."), field="reasons")


class AlreadyInformed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Cette information est déjà enregistrée pour cette université."), field="subject")
