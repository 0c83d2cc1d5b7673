"""What changes a competency framework."""

from .frameworks import begin_framework, describe_framework, open_next_version, put_in_force, remove_framework
from .imports import import_framework
from .parts import add_part, align, change_part, move_part, remove_part, unalign
from .unsaved import forget_words, keep_words

__all__ = [
    "add_part",
    "align",
    "begin_framework",
    "change_part",
    "describe_framework",
    "forget_words",
    "import_framework",
    "keep_words",
    "move_part",
    "open_next_version",
    "put_in_force",
    "remove_framework",
    "remove_part",
    "unalign",
]
