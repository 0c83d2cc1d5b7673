from django.utils.translation import gettext as _

from microcert.foundation.refusals import Invalid, NotAllowed, Refusal


class MinutesNotSealed(Refusal):
    """An award rests on minutes that every member of the jury signed."""

    clause = "8.4"

    def __init__(self) -> None:
        super().__init__(
            _("Le procès-verbal du jury n’est pas scellé : attendez la dernière signature avant de délivrer.")
        )


class MinutesAltered(Refusal):
    """The decisions no longer match the hash taken when the jury signed them."""

    status = 500

    def __init__(self) -> None:
        super().__init__(
            _(
                "Les décisions de ce procès-verbal ont été modifiées après sa signature : rien ne peut être délivré. Prévenez l’assistance."
            )
        )


class NotAdmitted(Refusal):
    """Only whom the sealed minutes name as admitted receives a credential."""

    clause = "8.4"

    def __init__(self) -> None:
        super().__init__(
            _("Le procès-verbal du jury ne déclare pas cette personne admise : rien ne peut lui être délivré.")
        )


class CannotBeSigned(Invalid):
    """A fact of the file cannot stand in a signed document; the sentence names the field and what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(
            _("Le certificat ne peut pas être signé. Corrigez « %(field)s » : %(reason)s")
            % {"field": field, "reason": reason},
            field=field,
        )


class StatusForbids(Refusal):
    """The credential's present state does not lead to the one that was asked for."""

    def __init__(self, present: str, asked: str) -> None:
        super().__init__(
            _("Ce certificat est %(present)s : il ne peut pas être %(asked)s.") % {"present": present, "asked": asked}
        )


class ReasonMissing(Invalid):
    """Whoever verifies later, and the holder, are told why."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Indiquez le motif en une phrase (250 signes au plus) : il est communiqué au titulaire et affiché publiquement."
            ),
            field="reason",
        )


class NotYourCredential(NotAllowed):
    """Only the holder decides what the public page shows."""

    def __init__(self) -> None:
        super().__init__(_("Seule la personne titulaire du certificat décide de ce que montre sa page publique."))


class NotForYourUniversity(NotAllowed):
    """Only the issuer changes the status of what it issued."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Seules la représentation légale et la qualité de l’université émettrice, ou le comité de pilotage, peuvent changer ce statut."
            )
        )


class NoIndexFree(Refusal):
    """Every place of a university's status list is taken."""

    def __init__(self) -> None:
        super().__init__(
            _("La liste de statut de cette université est pleine : ouvrez-en une nouvelle avant de délivrer.")
        )


class UnreadableList(Invalid):
    """A list of learners that cannot be read as a whole."""

    def __init__(self, reason: str) -> None:
        super().__init__(_("Ce fichier ne peut pas être lu : %(reason)s.") % {"reason": reason}, field="file")


class FilesNotShared(NotAllowed):
    """The files bear the holder's name, and the holder has not made it public."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ces fichiers portent le nom de la personne titulaire, qui ne les partage pas ici. Demandez-les-lui : vous pourrez les vérifier sur cette plateforme."
            )
        )


class LogContradicted(Refusal):
    """The entries of the public log no longer lead to what was signed about them."""

    status = 500

    def __init__(self) -> None:
        super().__init__(
            _(
                "Le registre public contredit son dernier point de contrôle : rien n’est signé de plus. Prévenez l’assistance."
            )
        )
