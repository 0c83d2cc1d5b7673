"""What changes the life of a call, a proposal, a meeting, and the map, noun by noun."""

from .decisions import record_earlier_decision

__all__ = ["record_earlier_decision"]
