"""What the room of evaluation can be asked."""

from .admission import admission, deadline_of, jury_minimum, sitting_of
from .deliberation import Case, Deliberation, candidates, deliberation
from .marking import CriterionView, MarkingRow, MarkingSheet, WorkTab, marking_sheet, ranks_of, sittings_to_mark
from .results import CompetencyResult, Result, result_of

__all__ = [
    "Case",
    "CompetencyResult",
    "CriterionView",
    "Deliberation",
    "MarkingRow",
    "MarkingSheet",
    "Result",
    "WorkTab",
    "admission",
    "candidates",
    "deadline_of",
    "deliberation",
    "jury_minimum",
    "marking_sheet",
    "ranks_of",
    "result_of",
    "sitting_of",
    "sittings_to_mark",
]
