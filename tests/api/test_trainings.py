"""The catalogue as a partner's program reads it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from microcert.api import rate
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus
from tests.houses import demo_house  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_house")]

ADDRESS = "/api/v1/trainings/"
EVALUATION = "concevoir-une-evaluation-par-competences"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    cache.clear()
    yield
    cache.clear()


def asked(client, query: str = "", **headers: str) -> dict:
    response = client.get(f"{ADDRESS}{query}", headers=headers)
    assert response.status_code == 200, response.content
    return response.json()


def relative(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.requirement("R009")
def test_a_program_searches_with_a_typo_and_follows_to_the_training(client):
    found = asked(client, "?q=evalaution&families=teaching&families=instructional_design")
    (row,) = [each for each in found["items"] if each["slug"] == EVALUATION]
    assert found["corrections"] == {"evalaution": "évaluation"} and found["sort"] == "pertinence"
    whole = client.get(relative(row["href"])).json()
    assert whole["title"] == row["title"] and whole["sessions"][0]["code"] == row["next_session"]["code"]
    assert min(each["price_cents"] for each in whole["tariffs"]) == row["lowest_price_cents"]
    assert all(each["outcomes"] for each in whole["competencies"])
    assert client.get(relative(row["page"])).status_code == client.get(relative(whole["leaflet"])).status_code == 200


def test_following_next_reads_everything_once_and_previous_leads_back(client):
    for query in ("?limit=5", "?limit=4&sort=prix&aims=upskilling"):
        slices = read(client, f"{ADDRESS}{query}")
        slugs = [row["slug"] for each in slices for row in each["items"]]
        assert len(slugs) == len(set(slugs)) == slices[0]["total"] > 5
        back = client.get(relative(slices[1]["previous"])).json()
        assert back["items"] == slices[0]["items"] and slices[0]["previous"] is None


def read(client, address: str) -> list[dict]:
    """Every slice, from this address on."""
    slices = []
    while address:
        slices.append(client.get(relative(address)).json())
        address = slices[-1]["next"]
    return slices


def test_a_count_says_what_its_filter_leaves(client):
    counted = {each["value"]: each["count"] for each in asked(client)["filters"]["aims"]}
    for aim, count in counted.items():
        found = asked(client, f"?aims={aim}")
        assert found["total"] == count and {row["aim"]["value"] for row in found["items"]} <= {aim}


def test_labels_come_in_the_language_that_is_asked_for(client):
    in_french, in_english = (asked(client, "?limit=1", **{"Accept-Language": one}) for one in ("fr", "en"))
    assert in_french["items"][0]["aim"]["value"] == in_english["items"][0]["aim"]["value"]
    assert in_french["items"][0]["aim"]["label"] != in_english["items"][0]["aim"]["label"]
    response = client.get(ADDRESS, headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "en" and "Accept-Language" in response["Vary"]


# One test for each table: the house takes a second to build.
REFUSED = {
    "?aims=upskiling": "aims",
    "?universities=nowhere&q=jury": "universities",
    "?hours=%00": "hours",
    "?after=no-such-training": "after",
    "?sort=best": "sort",
    "?limit=51": "limit",
    "?limit=0": "limit",
    f"?q={'a' * 201}": "q",
}


def test_what_cannot_be_answered_is_a_problem_at_its_field(client):
    for query, field in REFUSED.items():
        response = client.get(f"{ADDRESS}{query}")
        assert response.status_code == 422 and response["Content-Type"] == "application/problem+json", query
        assert response.json()["field"].endswith(field) and response.json()["detail"], query


def test_whatever_else_is_asked_is_answered(client):
    for query in ("?q=%00jury", "?before=no-such-training", "?q=soudure", "?unheard=of", "?before=%00"):
        asked(client, query)


def test_an_unchanged_answer_costs_nothing_and_any_site_may_read_it(client):
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    assert first["Access-Control-Allow-Origin"] == "*" and "max-age" in first["Cache-Control"]
    TrainingVersion.objects.filter(training__slug=EVALUATION).update(status=VersionStatus.RETIRED)
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_draft_is_listed_and_described_to_nobody(client, admin_client):
    TrainingVersion.objects.filter(training__slug=EVALUATION).update(status=VersionStatus.DRAFT)
    for one in (client, admin_client):
        assert one.get(f"{ADDRESS}{EVALUATION}").status_code == 404
        assert EVALUATION not in {row["slug"] for row in asked(one, "?limit=50")["items"]}
    assert client.get(f"{ADDRESS}{EVALUATION}")["Content-Type"] == "application/problem+json"


def test_who_asks_too_often_is_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(rate, "MOST", 2)
    codes = [client.get(ADDRESS).status_code for _time in range(3)]
    assert codes == [200, 200, 429]
    refused = client.get(f"{ADDRESS}{EVALUATION}")
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= rate.WINDOW.total_seconds()
    assert refused.json()["type"] == "urn:microcert:refusal:AskedTooOften"
    assert client.get(ADDRESS, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_the_number_of_statements_is_the_same_for_one_and_for_all(client, django_assert_num_queries):
    # What the process keeps of the catalogue is read once.
    asked(client)
    for query in ("?limit=1", "?limit=50"):
        with django_assert_num_queries(5):
            asked(client, query)


def test_the_description_names_every_filter_and_every_answer(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    operation = paths[ADDRESS]["get"]
    assert set(operation["responses"]) == {"200", "422", "429"}
    names = {each["name"] for each in operation["parameters"]}
    assert names >= {"q", "hours", "aims", "levels", "prices", "universities", "sort", "after", "limit"}
    assert set(paths[f"{ADDRESS}{{slug}}"]["get"]["responses"]) == {"200", "404", "429"}
