"""The verbs of trainings, one module per noun."""

from .copies import create_training, open_new_version
from .passage import take_up_framework
from .publication import publish, retire
from .resources import add_resource, note_checks, remove_resource
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
    "add_resource",
    "add_unit",
    "align",
    "create_training",
    "move_part",
    "note_checks",
    "open_new_version",
    "publish",
    "remove_part",
    "remove_resource",
    "retire",
    "save_section",
    "take_up",
    "take_up_framework",
]
