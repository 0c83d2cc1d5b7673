"""The verbs of trainings, one module per noun."""

from .copies import create_training, open_new_version
from .publication import publish, retire
from .sections import (
    add_activity,
    add_criterion,
    add_unit,
    align,
    move_part,
    remove_part,
    save_section,
    take_up,
)

__all__ = [
    "add_activity",
    "add_criterion",
    "add_unit",
    "align",
    "create_training",
    "move_part",
    "open_new_version",
    "publish",
    "remove_part",
    "retire",
    "save_section",
    "take_up",
]
