"""The roles a person can hold, for one university or for the whole consortium."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """Who one is on the platform. A learner needs no appointment, a verifier needs no account."""

    ADMIN_TEAM = "admin_team"
    PEDAGOGICAL_EXPERT = "pedagogical_expert"
    INSTRUCTIONAL_DESIGNER = "instructional_designer"
    EVALUATOR = "evaluator"
    JURY_MEMBER = "jury_member"
    MOTIVATIONAL_TUTOR = "motivational_tutor"
    LEGAL_REPRESENTATIVE = "legal_representative"
    STEERING_COMMITTEE = "steering_committee"
    QUALITY_LEAD = "quality_lead"
    SUPPORT = "support"


ROLE_LABELS = {
    Role.ADMIN_TEAM: _("Équipe administrative"),
    Role.PEDAGOGICAL_EXPERT: _("Expertise pédagogique"),
    Role.INSTRUCTIONAL_DESIGNER: _("Ingénierie pédagogique"),
    Role.EVALUATOR: _("Évaluation"),
    Role.JURY_MEMBER: _("Jury"),
    Role.MOTIVATIONAL_TUTOR: _("Tutorat motivationnel"),
    Role.LEGAL_REPRESENTATIVE: _("Représentation légale"),
    Role.STEERING_COMMITTEE: _("Comité de pilotage"),
    Role.QUALITY_LEAD: _("Qualité"),
    Role.SUPPORT: _("Assistance"),
}
