"""No model points at a person, or holds what identifies one, without saying why and for how long."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.db import models

from microcert.foundation.personal_data import PersonalField

PERSONAL_NAMES = {
    "first_name", "last_name", "family_name", "given_name", "birth_name", "birth_date", "born_on", "born_in",
    "birth_place", "email", "phone", "home_address", "postcode", "ip_address", "user_agent", "learner_name", "recipient",
}  # fmt: skip


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("microcert.")]


def room_of(model: type[models.Model]) -> str:
    return apps.get_containing_app_config(model.__module__).name


def declared(room: str) -> tuple[PersonalField, ...]:
    module = f"{room}.personal_data"
    # The foundation's own file of that name is where the declaration is defined.
    if room == "microcert.foundation" or find_spec(module) is None:
        return ()
    return import_module(module).FIELDS


def points_at_a_person(field: models.Field) -> bool:
    from django.contrib.auth import get_user_model

    return isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model is get_user_model()


def personal_fields() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in our_models()
        for field in [*model._meta.fields, *model._meta.local_many_to_many]
        if points_at_a_person(field) or field.name in PERSONAL_NAMES
    ]


def test_every_personal_field_is_declared():
    missing = []
    for model, field in personal_fields():
        entries = {(entry.model, entry.field) for entry in declared(room_of(model))}
        if not entries & {(model.__name__, field), (model.__name__, "*")}:
            missing.append(f"{room_of(model)}.personal_data lacks {model.__name__}.{field}")
    assert missing == []


@pytest.mark.parametrize("room", sorted({room_of(model) for model in our_models()}))
def test_every_declaration_names_a_field_that_is_there(room):
    for entry in declared(room):
        # By the room's name: a room's label may differ from it, where Django has a namesake.
        config = next(each for each in apps.get_app_configs() if each.name == room)
        model = config.get_model(entry.model)
        assert entry.field == "*" or model._meta.get_field(entry.field)
        assert entry.why.strip()
