"""The rows of a training, one module per noun."""

from .assessment import AssessmentRules, AssessmentTask, Criterion, CriterionLevel, Threshold
from .course import ACTIVITY_LABELS, Activity, Outcome, Unit
from .drafts import Revision
from .resources import KIND_LABELS, POINT_LABELS, READING_LABELS, AccessibilityCheck, Resource
from .versions import AIM_LABELS, Family, Tariff, Training, TrainingVersion

__all__ = [
    "ACTIVITY_LABELS",
    "AIM_LABELS",
    "KIND_LABELS",
    "POINT_LABELS",
    "READING_LABELS",
    "AccessibilityCheck",
    "Activity",
    "AssessmentRules",
    "AssessmentTask",
    "Criterion",
    "CriterionLevel",
    "Family",
    "Outcome",
    "Resource",
    "Revision",
    "Tariff",
    "Threshold",
    "Training",
    "TrainingVersion",
    "Unit",
]
