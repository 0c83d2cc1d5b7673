"""The award record: everything that a micro-credential says, validated once, frozen, before anything is signed."""

from credseal.record.award import AwardRecord
from credseal.record.parts import Alignment, AwardingBody, Competency, Learner, MasteryLevel

__all__ = ["Alignment", "AwardRecord", "AwardingBody", "Competency", "Learner", "MasteryLevel"]
