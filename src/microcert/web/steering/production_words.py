"""The words and badges of production: (kind, icon, words) of each state."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.production.rules import CallStatus, Choice, Cover, MeetingStatus, ProposalStatus, Ruling, TeamRole

Badge = tuple[str, str, str | Promise]

CALLS: dict[str, Badge] = {
    CallStatus.DRAFT: ("wait", "pencil", _("En préparation")),
    CallStatus.OPEN: ("ok", "send", _("Ouvert")),
    CallStatus.CLOSED: ("", "lock", _("Clos")),
}
PROPOSALS: dict[str, Badge] = {
    ProposalStatus.DRAFT: ("wait", "pencil", _("En cours d’écriture")),
    ProposalStatus.SUBMITTED: ("info", "send", _("Soumise au comité")),
    ProposalStatus.TO_REVISE: ("wait", "arrow-counterclockwise", _("À revoir")),
    ProposalStatus.ACCEPTED: ("ok", "check-circle-fill", _("Acceptée")),
    ProposalStatus.REFUSED: ("stop", "x-circle-fill", _("Refusée")),
    ProposalStatus.WITHDRAWN: ("", "slash-circle", _("Retirée")),
}
MEETINGS: dict[str, Badge] = {
    MeetingStatus.CALLED: ("info", "calendar-event", _("Convoquée")),
    MeetingStatus.OPEN: ("ok", "play-circle", _("En séance")),
    MeetingStatus.CLOSED: ("wait", "hourglass-split", _("Close, procès-verbal en préparation")),
    MeetingStatus.SEALED: ("ok", "lock", _("Procès-verbal scellé")),
    MeetingStatus.CANCELLED: ("", "slash-circle", _("Annulée")),
}
COVERS: dict[Cover, Badge] = {
    Cover.COVERED: ("ok", "check-circle-fill", _("Couverte par une formation publiée")),
    Cover.PLANNED: ("info", "calendar-check", _("En production")),
    Cover.PROPOSED: ("wait", "send", _("Proposée au comité")),
    Cover.OPEN: ("", "circle", _("Sans réponse")),
}
RULINGS: dict[str, Badge] = {
    Ruling.ACCEPTED: ("ok", "check-circle-fill", _("Accepté")),
    Ruling.TO_REVISE: ("wait", "arrow-counterclockwise", _("À revoir")),
    Ruling.REFUSED: ("stop", "x-circle-fill", _("Refusé")),
}
CHOICES: dict[str, str | Promise] = {
    Choice.FOR: _("Pour"),
    Choice.AGAINST: _("Contre"),
    Choice.ABSTAIN: _("Abstention"),
}
TEAMS: dict[str, Any] = {
    TeamRole.PEDAGOGICAL: _("Équipe pédagogique"),
    TeamRole.ADMINISTRATIVE: _("Équipe administrative"),
    TeamRole.MOTIVATIONAL: _("Tutorat motivationnel"),
    TeamRole.TECHNICAL: _("Support technique"),
}
