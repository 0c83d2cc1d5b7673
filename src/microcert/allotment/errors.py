"""What the draw refuses, and on which rule that rests."""

from __future__ import annotations

from microcert.foundation.refusals import NotAllowed, Refusal


class AllotmentRefusal(Refusal):
    clause = "Cadre commun, § 3"


class NoCommitment(AllotmentRefusal):
    """Nothing may be drawn before the hash of the seed is published."""


class CommittedTooLate(AllotmentRefusal):
    """The seed is committed before sales open, or the proof proves nothing."""


class AlreadyCommitted(AllotmentRefusal):
    """One session, one seed: a second commitment would be a second try."""


class SalesClosed(AllotmentRefusal):
    """The session takes no more contracts."""


class SessionFull(AllotmentRefusal):
    """Every seat is taken."""


class ParticipantsChanged(AllotmentRefusal):
    """The universities among which to draw are those of the commitment."""


class AlreadyReleased(AllotmentRefusal):
    """The place has been given back."""


class RevealedTooEarly(AllotmentRefusal, NotAllowed):
    """Whoever knows the seed before sales close can tell the next university."""
