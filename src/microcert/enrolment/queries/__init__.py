from .files import files_of, open_files, to_convoke
from .worklist import Stage, Worklist, WorklistRow, rows_of, worklist

__all__ = ["Stage", "Worklist", "WorklistRow", "files_of", "open_files", "rows_of", "to_convoke", "worklist"]
