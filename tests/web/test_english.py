"""The pages in English: no French words are left, except a training's and binding texts', which say their language."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import trans_real

from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import TrainingVersion
from tests.houses import demo_house  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_house", "english")]

#: Words that no English sentence holds, and no name of a person, a town or a university either.
FRENCH = re.compile(
    r"[«»]|\b(vous|votre|vos|nous|une|pour|avec|dans|sont|cette|ces|aucune?|leur|jusqu|être|déjà|très|où)\b|\bà l’",
    re.I,
)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-l")


class Reading(HTMLParser):
    """What a page says in its own language: text and spoken attributes outside blocks that carry `lang="fr"`."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.foreign = 0
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "html":
            self.language = has.get("lang") or ""
        is_apart = tag in ("script", "style") or has.get("lang") == "fr"
        self.foreign += has.get("lang") == "fr"
        if tag not in VOID:
            self._open.append((tag, is_apart))
        if not is_apart and not self._is_apart():
            self.said += [str(has[name]) for name in SPOKEN if has.get(name)]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if not self._is_apart() and text.strip():
            self.said.append(" ".join(text.split()))

    def _is_apart(self) -> bool:
        return any(is_apart for _tag, is_apart in self._open)


@pytest.fixture(scope="module")
def english() -> Iterator[None]:
    """The catalogue compiled, and read anew by this process."""
    script = Path(settings.ROOT) / "bin" / ".house" / "messages.py"
    subprocess.run([sys.executable, str(script), "compile"], check=True)
    trans_real._translations.pop("en", None)
    yield


@pytest.fixture
def visitor() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def read(client: Client, address: str, status: int = 200) -> Reading:
    answer = client.get(address)
    assert answer.status_code == status
    reading = Reading()
    reading.feed(answer.content.decode())
    # The title of a page may be that of a training; nothing in an HTML head can carry a language of its own.
    titles = set(TrainingVersion.objects.values_list("title", flat=True))
    french = [said for said in reading.said if FRENCH.search(said) and not any(title in said for title in titles)]
    assert (reading.language, french) == ("en", [])
    return reading


PUBLIC = [
    "/",
    "/?q=soudure",
    "/?duree=11-20",
    "/micro-certifications/",
    "/aide/",
    "/cadre-commun/",
    "/textes/terms-of-sale/",
    "/verifier/",
    "/compte/login/",
    "/compte/signup/",
    "/compte/password/reset/",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_speaks_english_throughout(visitor: Client, address: str) -> None:
    read(visitor, address)


def test_a_training_is_presented_in_english_and_its_own_words_are_marked_as_french(visitor: Client) -> None:
    slug = "concevoir-une-evaluation-par-competences"
    reading = read(visitor, reverse("training", args=[slug]))
    assert reading.foreign > 40
    assert "Request my enrolment" in reading.said
    read(visitor, reverse("university", args=["hauterive"]))
    read(visitor, reverse("draws", args=[Session.objects.filter(status="open").earliest("pk").code]))


def test_an_error_page_speaks_english(visitor: Client) -> None:
    assert "There is no such page" in read(visitor, "/formations/nulle-part/", status=404).said


def test_a_learner_is_spoken_to_in_english(visitor: Client) -> None:
    visitor.force_login(User.objects.filter(appointments=None).earliest("pk"))
    assert "No training under way" in read(visitor, reverse("learner-home")).said
    session = Session.objects.filter(status="open").earliest("pk")
    reading = read(visitor, reverse("order-start", args=[session.code]))
    assert reading.foreign and "Request your enrolment" in reading.said


def test_a_french_page_marks_nothing_as_french() -> None:
    page = Client().get("/").content.decode()
    assert page.count('lang="fr"') == 1


def test_the_language_chosen_is_also_that_of_the_letters(visitor: Client) -> None:
    person = User.objects.filter(appointments=None).earliest("pk")
    visitor.force_login(person)
    visitor.post(reverse("set_language"), {"language": "en", "next": "/"})
    person.refresh_from_db()
    assert person.language == "en"
    visitor.post(reverse("set_language"), {"language": "xx", "next": "/"})
    person.refresh_from_db()
    assert person.language == "en"
