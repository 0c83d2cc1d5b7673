"""What programs read of the public pages: structured data, cards for social networks, maps, the feed, the leaflet."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from xml.etree import ElementTree

import pikepdf
import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from microcert.catalogue.actions import index
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus
from microcert.trainings.models import TrainingVersion
from microcert.web.frame.wording import long_date
from microcert.web.public.structured import block, duration
from tests.credentials.reading import page_text

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


def described(client, address: str) -> dict:
    html = client.get(address).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


def test_a_training_is_described_as_a_course_with_its_sessions_and_its_credential(cast, client):
    cast.open_session()
    course = described(client, reverse("training", args=["evaluer"]))
    assert course["@type"] == "Course" and course["name"] == cast.version.title
    assert course["timeRequired"] == "PT10H" and course["provider"]["@type"] == "CollegeOrUniversity"
    (session,) = course["hasCourseInstance"]
    assert session["@type"] == "CourseInstance" and session["courseMode"] == "Online"
    assert session["startDate"] == cast.session.starts_on.isoformat()
    credential = course["educationalCredentialAwarded"]
    assert credential["@type"] == "EducationalOccupationalCredential"
    assert credential["credentialCategory"] == "micro-credential" and credential["competencyRequired"]
    assert {offer["price"] for offer in course["offers"]} >= {"290.00"}


# developers.google.com/search/docs/appearance/structured-data/course-info and /course: what must be there, what is advised.
# Ratings, video and syllabus are advised as well: nobody rates, and the programme stands on the page.
ASKED_OF_A_COURSE = {"@type", "name", "description", "provider", "offers", "hasCourseInstance"}
ADVISED_OF_A_COURSE = {
    *(
        "about",
        "coursePrerequisites",
        "dateModified",
        "educationalCredentialAwarded",
        "image",
        "inLanguage",
        "publisher",
    ),
    *("teaches", "timeRequired", "url"),
}
ASKED_OF_AN_INSTANCE = {"@type", "courseMode", "courseWorkload"}
ADVISED_OF_AN_INSTANCE = {"instructor", "inLanguage", "startDate", "endDate"}


def test_a_course_says_what_search_engines_ask_and_advise(cast, client):
    cast.open_session()
    course = described(client, reverse("training", args=["evaluer"]))
    assert {name for name, value in course.items() if value} >= ASKED_OF_A_COURSE | ADVISED_OF_A_COURSE
    (session,) = course["hasCourseInstance"]
    assert {name for name, value in session.items() if value} >= ASKED_OF_AN_INSTANCE | ADVISED_OF_AN_INSTANCE
    assert session["courseMode"] in {"Online", "Onsite", "Blended"} and re.fullmatch(
        r"PT\d+H(\d+M)?", session["courseWorkload"]
    )
    for offer in course["offers"]:
        assert offer["category"] in {"Free", "Partially Free", "Paid", "Subscription"}
        assert re.fullmatch(r"\d+\.\d\d", offer["price"]) and offer["priceCurrency"] == "EUR"
    for address in (course["url"], course["image"], course["provider"]["url"]):
        assert address.startswith("https://"), address


def test_a_course_without_a_session_still_says_how_it_is_followed(cast, client):
    Session.objects.update(status=SessionStatus.CANCELLED)
    course = described(client, reverse("training", args=["evaluer"]))
    assert [ASKED_OF_AN_INSTANCE <= each.keys() for each in course["hasCourseInstance"]] == [True]
    assert "startDate" not in course["hasCourseInstance"][0]


def test_nothing_that_an_author_writes_ends_the_block():
    text = block({"name": "</script><script>alert(1)</script>&\u2028"})
    assert "<" not in text and "&" not in text
    assert json.loads(text)["name"] == "</script><script>alert(1)</script>&\u2028"


@pytest.mark.parametrize(("minutes", "said"), [(90, "PT1H30M"), (600, "PT10H"), (45, "PT45M"), (0, "PT0M")])
def test_durations_are_written_as_iso_8601(minutes, said):
    assert duration(minutes) == said


def test_the_catalogue_lists_its_trainings_for_machines(cast, client):
    index(cast.version)
    items = described(client, "/")
    assert items["@type"] == "ItemList"
    assert items["itemListElement"][0]["url"] == "https://micro-c.example/formations/evaluer/"


def test_a_shared_link_shows_title_and_summary(cast, client):
    html = client.get(reverse("training", args=["evaluer"])).content.decode()
    assert f'<meta property="og:title" content="{cast.version.title}">' in html
    assert '<link rel="canonical" href="https://micro-c.example/formations/evaluer/">' in html


@pytest.mark.parametrize("address", ["/", "/formations/evaluer/"])
def test_a_shared_link_has_a_picture_with_its_size_and_words(cast, client, address):
    said = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', client.get(address).content.decode()))
    assert said["og:image"].startswith("https://micro-c.example/static/frame/images/shared-link")
    found = finders.find("frame/images/shared-link.png")
    with open(found, "rb") as image:
        head = image.read(24)
    assert head.startswith(b"\x89PNG") and said["og:image:type"] == "image/png" and said["og:image:alt"]
    size = [str(int.from_bytes(head[at : at + 4], "big")) for at in (16, 20)]
    assert size == [said["og:image:width"], said["og:image:height"]] == ["1200", "630"]


def test_the_feed_tells_of_the_trainings_published_last(cast, client, django_assert_num_queries):
    TrainingVersion.objects.update(published_at=cast.framework.published_on.strftime("%Y-%m-%dT09:00:00Z"))
    with django_assert_num_queries(4):
        response = client.get(reverse("catalogue-feed"))
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314  # our own
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [cast.version.title]
    TrainingVersion.objects.update(status="draft")
    assert b"<entry>" not in client.get(reverse("catalogue-feed")).content


def test_the_feed_has_all_that_the_norm_demands(cast, client):
    TrainingVersion.objects.update(published_at=cast.framework.published_on.strftime("%Y-%m-%dT09:00:00Z"))
    TrainingVersion.objects.update(status="draft")
    TrainingVersion.objects.update(summary="Quand a < b & c")
    TrainingVersion.objects.update(status="published")
    feed = ElementTree.fromstring(client.get(reverse("catalogue-feed")).content)  # noqa: S314  # our own
    (entry,) = feed.findall(f"{ATOM}entry")
    # RFC 4287, 4.1.1 and 4.1.2: one of each; an author of the feed or of each entry; an alternate link or a content.
    for element in (feed, entry):
        for name in ("id", "title", "updated"):
            assert [bool(each.text) for each in element.findall(f"{ATOM}{name}")] == [True], name
        for name in ("updated", "published"):
            for moment in element.findall(f"{ATOM}{name}"):
                assert datetime.fromisoformat(moment.text).tzinfo, name
    assert feed.find(f"{ATOM}author/{ATOM}name").text and entry.find(f"{ATOM}author/{ATOM}name").text
    links = {each.get("rel", "alternate"): each.get("href") for each in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"https://micro-c.example{reverse('catalogue-feed')}" and links["alternate"].startswith(
        "https://"
    )
    assert entry.find(f"{ATOM}link").get("href") == "https://micro-c.example/formations/evaluer/"
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("html", "Quand a &lt; b &amp; c")


def test_a_large_map_comes_in_parts(cast, client, monkeypatch):
    whole = addresses(client.get("/sitemap.xml").content, "url")
    assert "https://micro-c.example/formations/evaluer/" in whole
    monkeypatch.setattr("microcert.web.public.machines.MOST_ADDRESSES", 0)
    monkeypatch.setattr("microcert.web.public.machines.published", lambda: TrainingVersion.objects.all())
    monkeypatch.setattr("microcert.web.public.machines.MOST_ADDRESSES", 1)
    other = TrainingVersion.objects.get(pk=cast.version.pk)
    other.pk, other.number, other.status = None, 2, "draft"
    other._state.adding = True
    other.save()
    index_of_parts = client.get("/sitemap.xml").content
    parts = addresses(index_of_parts, "sitemap")
    days = [each.text for each in ElementTree.fromstring(index_of_parts).iter(f"{SITEMAP}lastmod")]  # noqa: S314  # our own
    assert len(days) == 3 and days[1:] == [f"{cast.version.updated_on}"] * 2
    assert [part.rsplit("-", 1)[1] for part in parts] == ["0.xml", "1.xml", "2.xml"]
    pages = [
        page
        for part in parts
        for page in addresses(client.get(part.removeprefix("https://micro-c.example")).content, "url")
    ]
    assert set(pages) == set(whole)
    assert client.get("/sitemap-7.xml").status_code == 404


def addresses(xml: bytes, kind: str) -> list[str]:
    tree = ElementTree.fromstring(xml)  # noqa: S314  # our own
    return [each.text for each in tree.findall(f"{SITEMAP}{kind}/{SITEMAP}loc")]


def test_the_leaflet_is_a_tagged_pdf_rendered_once(cast, client, monkeypatch):
    address = reverse("training-leaflet", args=["evaluer"])
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root and str(pdf.Root.Lang).startswith("fr")
        assert "pdfuaid" in str(pdf.open_metadata())
    words = page_text(response.content)
    owed = (
        f"Du {long_date(cast.session.starts_on)}".replace("\u00a0", " "),
        "14 jours pour se rétracter",
        "en cas d’abandon",
        cast.hauterive.office_email,
    )
    for told in (cast.version.title, "290 €", "Type d’évaluation", "n’est pas éligible", "Micro-C", *owed):
        assert told in words, told
    monkeypatch.setattr("microcert.web.public.leaflet.render", None)
    assert client.get(address).content == response.content


def test_a_draft_has_no_leaflet(cast, client):
    TrainingVersion.objects.update(status="draft")
    assert client.get(reverse("training-leaflet", args=["evaluer"])).status_code == 404
