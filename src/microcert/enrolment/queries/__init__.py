from .calendars import sessions_of_learner
from .files import files_of, open_files, to_convoke
from .worklist import Stage, Worklist, WorklistRow, rows_of, worklist

__all__ = [
    "Stage",
    "Worklist",
    "WorklistRow",
    "files_of",
    "open_files",
    "rows_of",
    "sessions_of_learner",
    "to_convoke",
    "worklist",
]
