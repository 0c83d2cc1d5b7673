"""What a learner's file refuses."""

from __future__ import annotations

from microcert.foundation.refusals import Refusal


class NotSigned(Refusal):
    """Nobody is enrolled without a signed contract, nor on a cancelled order."""

    clause = "Code du travail, L6353-3"


class FileClosed(Refusal):
    """The file has reached a state that the step cannot follow."""
