"""Whole trainings from files: read and judged first, written afterwards."""

from microcert.trainings.training_file import Known, TrainingFile

from .elm import to_elm
from .incoming import MOST_BYTES, known_for, read_incoming
from .plain import plain
from .reading import read_sheet, read_training
from .toml import written
from .writing import import_training, load_training

__all__ = [
    "MOST_BYTES",
    "Known",
    "TrainingFile",
    "import_training",
    "known_for",
    "load_training",
    "plain",
    "read_incoming",
    "read_sheet",
    "read_training",
    "to_elm",
    "written",
]
