"""The back office: reference data may be mended by the operator's staff; what has a lifecycle is only read."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from microcert.consortium.models import Appointment, Asset, University
from microcert.foundation.backoffice import ReadOnlyAdmin, ReferenceAdmin
from microcert.foundation.models import JournalEntry
from microcert.people.models import User
from microcert.web.backoffice.words import FIELD_WORDS, MODEL_WORDS


@pytest.fixture
def operator(client, cast):
    cast.people["operator"] = User.objects.create_superuser("operator@example.test", "mot de passe")
    client.force_login(cast.operator)
    return client


def test_there_is_one_door_and_only_the_operator_passes(client, cast):
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    for who in ("ines", "agathe", "karim", "helene"):
        client.force_login(cast.people[who])
        assert client.get(reverse("admin:index"), follow=True).status_code == 403
    staff = User.objects.create_user("staff@example.test", "mot de passe", is_staff=True)
    client.force_login(staff)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403, "staff alone is not the operator"


def test_every_list_opens(operator, cast):
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert operator.get(address).status_code == 200, address


def test_what_has_a_state_is_read_only(operator, cast):
    """Every model with a status, or whose rows are written once, is looked at through a read-only door."""
    for model, door in admin.site._registry.items():
        assert isinstance(door, ReadOnlyAdmin | ReferenceAdmin), model
        if any(field.name == "status" for field in model._meta.fields):
            assert isinstance(door, ReadOnlyAdmin), model


def test_a_published_training_or_text_cannot_be_changed(operator, cast):
    for row in (cast.version, cast.framework, cast.session):
        key = f"{row._meta.app_label}_{row._meta.model_name}"
        address = reverse(f"admin:{key}_change", args=[row.pk])
        assert operator.get(address).status_code == 200
        assert operator.post(address, {"title": "Autre", "status": "draft"}).status_code == 403
        assert operator.post(reverse(f"admin:{key}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert operator.get(reverse(f"admin:{key}_add")).status_code == 403


def test_reference_data_is_mended_and_journalled(operator, cast):
    given = {"kind": "laboratory", "title": "Laboratoire", "detail": "", "address": "", "position": 0}
    answer = operator.post(reverse("admin:consortium_asset_add"), {**given, "university": cast.hauterive.pk})
    assert answer.status_code == 302
    assert Asset.objects.get().university == cast.hauterive
    entry = JournalEntry.objects.get(verb="backoffice.saved")
    assert entry.actor == f"people.user:{cast.operator.pk}"
    appointed = {"person": cast.ines.pk, "role": "evaluator", "university": cast.hauterive.pk}
    operator.post(reverse("admin:consortium_appointment_add"), appointed)
    assert Appointment.objects.filter(person=cast.ines).exists()


def test_no_page_carries_what_the_policy_forbids(operator, cast):
    for address in (
        reverse("admin:index"),
        reverse("admin:consortium_asset_add"),
        reverse("admin:consortium_university_change", args=[cast.hauterive.pk]),
    ):
        page = operator.get(address).content.decode()
        assert " style=" not in page and " onclick=" not in page and "<style" not in page
        assert "<script>" not in page


# The key of every row, and what the back office does not show of an account.
UNSPOKEN = {"id", "password", "last_login", "folded", "groups", "user_permissions"}
UNSEEN = {"birth_date", "birth_place", "postal_address", "phone"}


@pytest.mark.parametrize(
    ("language", "model", "field"),
    [("fr", "université membre", "nom court"), ("en", "member university", "short name")],
)
def test_models_and_fields_are_called_in_words(operator, cast, language, model, field):
    with translation.override(language):
        meta = University._meta
        assert (str(meta.verbose_name), str(meta.get_field("short_name").verbose_name)) == (model, field)


def test_no_model_and_no_field_shows_its_english_name(operator, cast):
    for model in admin.site._registry:
        meta = model._meta
        assert meta.label in MODEL_WORDS, meta.label
        for each in (*meta.fields, *meta.many_to_many):
            if each.name not in UNSPOKEN | UNSEEN:
                assert each.verbose_name is FIELD_WORDS.get(each.name), (meta.label, each.name)
    shown = operator.get(reverse("admin:index")).content.decode()
    for room in ("Comptes", "Production des formations", "Formations", "Sessions"):
        assert f">{room}</a>" in re.sub(r">\s+|\s+<", lambda gap: gap.group(0).strip(), shown), room
    assert "frame/backoffice.css" in shown
    assert "Versions du cahier des charges" in shown and "Specification" not in shown


@pytest.mark.parametrize(
    ("language", "session", "version"), [("fr", "En vente", "Publiée"), ("en", "On sale", "Published")]
)
def test_states_are_said_in_words(operator, cast, language, session, version):
    operator.cookies["django_language"] = language
    for row, words in ((cast.open_session(), session), (cast.version, version)):
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        page = operator.get(address).content.decode()
        assert f">{words}<" in page and f">{row.status}<" not in page


def test_every_coded_value_has_its_words(cast):
    """A state without a label of its own is shown by its code: none may be left."""
    for model, door in admin.site._registry.items():
        for each in model._meta.fields:
            bare = {code for code, label in each.flatchoices if code and str(code) == str(label)}
            assert bare <= set(getattr(door, "coded", {}).get(each.name, {})), (model._meta.label, each.name)
