from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from microcert.allotment.actions import draw, release, reveal
from microcert.allotment.models import Draw
from microcert.allotment.rules import new_order_key, replay
from microcert.foundation import clock

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("N01", "R018")]


@pytest.fixture
def session(cast):
    session = cast.open_session()
    for _ in range(5):
        draw(session, order_key=new_order_key(), by=None)
    release(Draw.objects.get(index=1), by=None)
    draw(session, order_key=new_order_key(), by=None, returning=cast.valmere)
    return session


def page(client, name, session):
    return client.get(reverse(name, args=[session.code])).content.decode()


def test_anyone_reads_the_ledger_without_an_account(client, session):
    text = page(client, "draws", session)
    assert "5 contrats répartis" in text
    for row in session.draws.all():
        assert row.order_key in text and f'id="ligne-{row.index}"' in text
    for words in (
        "Place rendue",
        "garde l’université",
        "Tirée au sort parmi",
        "Une brique est un contrat",
        session.commitment.sha256,
    ):
        assert words in text, words
    assert "Révélée après la clôture des ventes" in text
    assert "L’exploitant de la plateforme connaît la graine" in text


def test_the_ledger_is_downloaded_and_replays_elsewhere(client, session):
    response = client.get(reverse("draws-json", args=[session.code]))
    assert (
        response["Content-Type"] == "application/json" and "tirages-evaluer-1.json" in response["Content-Disposition"]
    )
    verdict = replay(json.loads(response.content))
    assert verdict.holds and verdict.rows == 7 and not verdict.is_revealed


def test_the_replay_page_replays_what_is_published(client, session):
    assert "Tout ce qui peut déjà se vérifier concorde" in page(client, "draws-replay", session)
    with clock.moved_by(timedelta(days=60)):
        reveal(session, by=None)
    text = page(client, "draws-replay", session)
    assert "Tout concorde" in text and "7 lignes relues, 5 choix rejoués" in text
    assert session.commitment.__class__.objects.get().revealed_seed in page(client, "draws", session)


def upload(client, session, content: bytes):
    file = SimpleUploadedFile("tirages.json", content, content_type="application/json")
    return client.post(reverse("draws-replay", args=[session.code]), {"ledger": file})


def test_a_kept_copy_is_replayed_and_an_altered_one_named(client, session):
    kept = client.get(reverse("draws-json", args=[session.code])).content
    assert "concorde" in upload(client, session, kept).content.decode()
    altered = json.loads(kept)
    altered["rows"][2]["university"] = "hauterive" if altered["rows"][2]["university"] != "hauterive" else "valmere"
    text = upload(client, session, json.dumps(altered).encode()).content.decode()
    assert "ne concordent pas" in text and "Ligne 2" in text and "a été modifiée" in text


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe", b"[]", b'{"format": 1}', b"[" * 100_000])
def test_a_file_that_is_no_ledger_gets_words_not_an_error(client, session, content):
    response = upload(client, session, content)
    assert response.status_code in (200, 422)
    assert "concorde" in response.content.decode() or "Choisissez le fichier" in response.content.decode()


def test_no_file_at_all_is_said_at_the_field(client, session):
    response = client.post(reverse("draws-replay", args=[session.code]))
    assert response.status_code == 422 and "Choisissez le fichier JSON" in response.content.decode()


def test_a_file_that_is_too_large_is_refused(client, session):
    assert "dépasse 2 Mo" in upload(client, session, b" " * 2_000_001).content.decode().replace("\u00a0", " ")


def test_without_commitment_there_is_no_page(client, cast):
    for name in ("draws", "draws-json", "draws-replay"):
        assert client.get(reverse(name, args=[cast.session.code])).status_code == 404
        assert client.get(reverse(name, args=["nowhere"])).status_code == 404


def test_an_empty_ledger_says_so(client, cast):
    cast.open_session()
    assert "Le registre est vide" in page(client, "draws", cast.session)
    assert replay(client.get(reverse("draws-json", args=[cast.session.code])).json()).holds


def test_the_page_asks_the_database_a_constant_number_of_times(client, session, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page(client, "draws", session)
