"""What the room of the break-even refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.foundation.refusals import Invalid, Refusal


class NameTaken(Invalid):
    """A university calls two scenarios by one name only if they are the same one."""

    def __init__(self) -> None:
        super().__init__(
            _("Un scénario porte déjà ce nom. Choisissez-en un autre, ou ouvrez ce scénario pour le modifier."),
            field="name",
        )


class SomebodyElseSaved(Refusal):
    """Another person saved the scenario meanwhile: nobody's figures are overwritten unseen."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce scénario a été modifié entre-temps. Rouvrez-le, ou enregistrez vos hypothèses sous un autre nom.")
        )


class NotYetShared(Refusal):
    """A threshold rests on figures that the committee can read."""

    def __init__(self) -> None:
        super().__init__(_("Partagez d’abord ce scénario avec le comité de pilotage."))


class StillRetained(Refusal):
    """The opening threshold of a training rests on it."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce scénario fixe le seuil d’ouverture d’une formation. Retenez-en un autre avant de le supprimer.")
        )


class RetainedIsShared(Refusal):
    """The committee reads the figures on which a training opens."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce scénario fixe le seuil d’ouverture d’une formation : le comité le lit. Retenez-en un autre d’abord.")
        )


class NoTraining(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Ce scénario ne porte sur aucune formation : il ne peut pas fixer de seuil d’ouverture."))
