"""The frame around every page, the pages that say no, and the account pages."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client

from microcert.foundation.refusals import Refusal
from microcert.web import frame as frame_app
from tests.frame.conftest import BRAND, PERSON

GALLERY = "/galerie/"


def read(path: str, **headers: str) -> str:
    return Client().get(path, headers=headers).content.decode()


@pytest.mark.requirement("R111")
def test_a_page_has_one_title_one_heading_a_language_and_landmarks() -> None:
    page = read(GALLERY)
    assert '<html lang="fr">' in page and "<title>Galerie des composants – Briquet</title>" in page
    assert len(re.findall(r"<h1\b", page)) == 1
    assert page.index('class="uc-skip" href="#contenu"') < page.index("<header") < page.index('<main id="contenu"')


def test_the_brand_is_data() -> None:
    page = read(GALLERY)
    assert (
        "Formations courtes de 3 universités" in page
        and "UniCamp" not in page
        and "Micro-C" not in page.replace("micro-c.example", "")
    )


def test_a_visitor_is_offered_to_log_in_and_a_known_person_to_log_out() -> None:
    assert "Se connecter" in read(GALLERY) and "Se déconnecter" not in read(GALLERY)
    known = read(GALLERY + "?connue")
    assert "Inès Carpentier" in known and "Se connecter" not in known
    assert '<form method="post" action="/compte/logout/">' in known


def test_the_other_language_is_one_press_away_and_leads_back_here() -> None:
    client = Client()
    page = client.get(GALLERY + "?a=1").content.decode()
    assert 'name="next" value="/galerie/?a=1"' in page and 'value="en" lang="en"' in page
    answer = client.post("/langue/", {"language": "en", "next": GALLERY})
    assert answer.status_code == 302 and answer["Location"] == GALLERY
    assert '<html lang="en">' in client.get(GALLERY).content.decode()


def test_the_current_place_is_told() -> None:
    assert '<a href="/compte/login/" aria-current="page">' in read("/compte/login/")


def test_a_refused_form_says_so_in_the_title() -> None:
    assert "<title>Erreur\u00a0: Galerie" in read(GALLERY + "?erreurs")


def test_messages_are_announced_according_to_their_weight() -> None:
    told = render_to_string("frame/components/messages.html", {"messages": [Message(40, "Non"), Message(25, "Oui")]})
    assert told.count('role="alert"') == 1 and told.count('role="status"') == 1


def test_the_demonstration_bar_stands_only_in_a_demonstration() -> None:
    assert "Démonstration" not in render_to_string("frame/footer.html", {"brand": BRAND})
    assert "sont fictifs" in render_to_string("frame/footer.html", {"brand": BRAND, "demonstration": True})


@pytest.mark.parametrize("code", [400, 403, 404, 429, 500])
def test_a_page_that_says_no_needs_nothing_to_be_shown(code: int) -> None:
    page = render_to_string(f"frame/{code}.html")
    assert f"Erreur {code}" in page and "<h1>" in page
    assert "Autre raison" in render_to_string(f"frame/{code}.html", {"message": "Autre raison"})


def test_a_refusal_gives_its_reason_and_its_clause() -> None:
    page = render_to_string("frame/refusal.html", {"refusal": Refusal("Le jury n'est pas complet.", clause="6.1")})
    assert "Le jury n’est pas complet." in page and "Cadre commun, §\u00a06.1" in page


def test_an_irreversible_act_says_what_follows_before_it_is_done() -> None:
    page = read("/galerie/confirmer/")
    assert (
        'name="confirmed" value="yes"' in page and "Ce qui va se passer" in page and "Revenir sans rien changer" in page
    )


@pytest.mark.parametrize(
    "path", ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_account_pages_stand_in_the_frame(path: str, language: str) -> None:
    answer = Client().get(f"/compte/{path}", headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="uc-header"' in page and len(re.findall(r"<h1\b", page)) == 1 and "placeholder" not in page


def test_account_forms_speak_our_words() -> None:
    answer = Client().post("/compte/login/", {"login": "ines@", "password": ""})
    page = answer.content.decode()
    assert "Indiquez une adresse électronique complète" in page and "Renseignez «\u00a0Mot de passe\u00a0»." in page
    assert "<title>Erreur\u00a0: Se connecter" in page


def test_the_known_person_is_named_even_without_a_name() -> None:
    nameless = {**vars(PERSON), "get_full_name": ""}
    page = render_to_string("frame/header.html", {"user": nameless, "brand": BRAND})
    assert "ines@hauterive.example" in page


def test_every_sentence_of_the_frame_has_its_english() -> None:
    frame = Path(frame_app.__file__).parent
    english = {
        entry.msgid
        for entry in polib.pofile(str(frame.parents[1] / "locale/en/LC_MESSAGES/django.po")).translated_entries()
    }
    asked: set[str] = set()
    for template in (frame / "templates").rglob("*.html"):
        asked |= set(re.findall(r'{% translate "([^"]+)"', template.read_text(encoding="utf-8")))
    for module in frame.rglob("*.py"):
        asked |= set(re.findall(r'\b_\("([^"]+)"\)', module.read_text(encoding="utf-8")))
    assert asked - english == set()
