"""The committee writes the next course specification: article by article, together, compared, published for good."""

from __future__ import annotations

import pytest
from django.urls import reverse

from microcert.production.models import Specification, SpecificationDraft
from microcert.production.specification import load_specification, read_specification
from tests.houses import DEMO
from tests.production.conftest import committee  # noqa: F401

NB = "\u00a0"
OPENING = {
    "version": "2027-1",
    "origin": "corrective_action",
    "reference": "AC-2026-14",
    "reason": "Préciser les sous-titres.",
}
PART = {
    "section": "norms",
    "code": "CCF-99",
    "title": "Sous-titres relus",
    "text": "Les sous-titres sont **relus** par une personne.",
    "clause": "5.2",
    "form": "# Relecture\n\n- Vidéo :\n",
}


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def elise(client, committee):  # noqa: F811
    load_specification(read_specification(DEMO.parent / "specification.toml", []))
    client.force_login(committee.elise)
    return client


@pytest.fixture
def draft(elise) -> SpecificationDraft:
    elise.post(reverse("specification-drafts"), OPENING)
    return SpecificationDraft.objects.get()


def at(draft: SpecificationDraft, name: str = "", *more: str) -> str:
    return reverse(f"specification-draft{name}", args=[draft.pk, *more])


def seen_on(client, address: str) -> str:
    return client.get(address).context["form"]["seen"].value()


def written(client, draft: SpecificationDraft, code: str, **changed):
    """The article as the page shows it, with what is changed in it."""
    page = client.get(at(draft, "-part", code))
    given = {field.name: field.value() for field in page.context["form"]}
    return given | changed


def test_only_the_committee_writes_it(client, committee, draft):  # noqa: F811
    addresses = (
        reverse("specification-drafts"),
        at(draft),
        at(draft, "-method"),
        at(draft, "-add"),
        at(draft, "-part", "CCF-1"),
    )
    client.logout()
    for address in addresses:
        assert client.get(address).url.startswith(reverse("account_login"))
    for who in ("ines", "karim", "agathe", "helene", "malo"):
        client.force_login(committee.people[who])
        for address in addresses:
            assert client.get(address).status_code == client.post(address, PART).status_code == 403
    draft.refresh_from_db()
    assert draft.revision == 1 and draft.status == "draft"


@pytest.mark.requirement("R060")
def test_from_an_opening_to_a_version_that_everybody_reads(elise, draft):
    assert draft.based_on == "2026-1" and len(draft.parts) == Specification.objects.get().items.count()
    assert elise.post(at(draft), {"do": "publish", "seen": 1}).status_code == 422, "it is what is in force already"

    method = {"method": "Six étapes.\r\n\r\nLa sixième : **relire**.", "seen": seen_on(elise, at(draft, "-method"))}
    assert elise.post(at(draft, "-method"), method).url == at(draft)
    assert elise.post(at(draft, "-add"), PART).url == at(draft)
    elise.post(at(draft, "-part", "CCF-1"), written(elise, draft, "CCF-1", title="L’université qui produit"))
    elise.post(at(draft, "-part", "CCF-2"), {"do": "remove", "seen": seen_on(elise, at(draft, "-part", "CCF-2"))})
    elise.post(at(draft, "-part", "CCF-1"), {"do": "down"})
    page = text_of(elise.get(at(draft)))
    assert "Six étapes." in page and "CCF-99" in page and "[ajouté]" in page and "[retiré]" in page
    assert Specification.objects.count() == 1, "a draft binds nobody"

    draft.refresh_from_db()
    assert elise.post(at(draft), {"do": "publish", "seen": draft.revision}).url == reverse("specification-drafts")
    newest = Specification.objects.first()
    codes = [each.code for each in newest.items.all()]
    assert newest.version == "2027-1" and codes[:2] == ["CCF-3", "CCF-1"] and codes[-1] == "CCF-99"
    elise.logout()
    page = text_of(elise.get(reverse("specification")))
    assert "Sous-titres relus" in page and "L’université qui produit" in page and "Préciser les sous-titres." in page
    form = elise.get(reverse("specification-markdown", args=["2027-1", "CCF-99"]))
    assert form.content.decode() == "# Relecture\n\n- Vidéo :"
    page = text_of(elise.get(reverse("specification-changes", args=["2027-1"])))
    assert "CCF-99" in page and "[ajouté]" in page and "2026-1" in page
    assert elise.get(reverse("specification-changes", args=["2099-1"])).status_code == 404
    assert elise.get(reverse("specification-version", args=["2026-1"])).status_code == 200, "the earlier one stays"


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "CCF-1"},
        {"code": "sans espace"},
        {"title": " "},
        {"text": ""},
        {"section": "lunar"},
        {"clause": "l’article 3"},
        {"text": "x" * 20_001},
    ],
    ids=["taken", "not a code", "no title", "no text", "no section", "no number", "too long"],
)
def test_bad_input_is_said_at_its_field_and_loses_nothing(elise, draft, wrong):
    answer = elise.post(at(draft, "-add"), PART | wrong)
    form = answer.context["form"]
    assert answer.status_code == 422 and list(form.errors) == list(wrong)
    assert ("Relecture" in text_of(answer)) and not form.non_field_errors()
    draft.refresh_from_db()
    assert draft.revision == 1


def test_an_opening_names_its_reason_and_a_new_number(elise):
    for wrong in ({"reference": ""}, {"version": "2026-1"}, {"version": "demain"}, {"reason": ""}):
        assert elise.post(reverse("specification-drafts"), OPENING | wrong).status_code == 422
    assert not SpecificationDraft.objects.exists()
    elise.post(reverse("specification-drafts"), OPENING)
    answer = elise.post(reverse("specification-drafts"), OPENING | {"version": "2027-2"})
    assert answer.status_code == 422 and SpecificationDraft.objects.count() == 1, "one draft at a time"


def test_two_people_write_different_articles_without_noticing(elise, draft):
    first, second = written(elise, draft, "CCF-1", title="Un"), written(elise, draft, "CCF-2", title="Deux")
    assert elise.post(at(draft, "-part", "CCF-1"), first).status_code == 302
    assert elise.post(at(draft, "-part", "CCF-2"), second).status_code == 302
    draft.refresh_from_db()
    assert [each.title for each in draft.listed()[:2]] == ["Un", "Deux"]


def test_two_people_who_write_one_article_never_lose_each_other_s_words(elise, draft):
    address = at(draft, "-part", "CCF-1")
    first, second = written(elise, draft, "CCF-1", title="Un"), written(elise, draft, "CCF-1", title="Deux")
    elise.post(address, first)
    answer = elise.post(address, second)
    assert answer.status_code == 409 and "Deux" in text_of(answer) and "Un." in text_of(answer)
    draft.refresh_from_db()
    assert draft.listed()[0].title == "Un"
    assert elise.post(address, second | {"seen": answer.context["seen"]}).status_code == 302
    draft.refresh_from_db()
    assert draft.listed()[0].title == "Deux"


def test_an_article_taken_away_while_it_was_written_is_offered_again(elise, draft):
    address = at(draft, "-part", "CCF-1")
    mine = written(elise, draft, "CCF-1", title="Gardé")
    elise.post(address, {"do": "remove", "seen": mine["seen"]})
    answer = elise.post(address, mine)
    assert answer.status_code == 409 and "Gardé" in text_of(answer) and at(draft, "-add") in text_of(answer)
    assert elise.get(address).status_code == 404
    elise.post(at(draft, "-add"), mine)
    draft.refresh_from_db()
    assert draft.listed()[-1].title == "Gardé"
    for gesture in ("remove", "up"):
        assert elise.post(at(draft, "-part", "CCF-404"), {"do": gesture, "seen": "x"}).status_code == 409


def test_two_people_who_write_the_method_are_shown_both(elise, draft):
    seen = seen_on(elise, at(draft, "-method"))
    elise.post(at(draft, "-method"), {"method": "Cinq étapes.", "seen": seen})
    answer = elise.post(at(draft, "-method"), {"method": "Sept étapes.", "seen": seen})
    page = text_of(answer)
    assert answer.status_code == 409 and "Cinq" in page and "Sept" in page


def test_what_is_published_is_what_was_read(elise, draft):
    elise.post(at(draft, "-add"), PART)
    assert elise.post(at(draft), {"do": "publish", "seen": "1"}).status_code == 409
    assert elise.post(at(draft), {"do": "publish", "seen": "non"}).status_code == 409
    assert Specification.objects.count() == 1


def test_a_version_that_was_given_up_changes_nothing(elise, draft):
    elise.post(at(draft), {"do": "abandon"})
    assert Specification.objects.get().version == "2026-1"
    assert elise.post(at(draft, "-add"), PART).status_code == 422
    assert elise.post(at(draft), {"do": "publish", "seen": "1"}).status_code == 409
    assert "Abandonnée" in text_of(elise.get(at(draft)))
    elise.post(reverse("specification-drafts"), OPENING)
    assert SpecificationDraft.objects.count() == 2


def test_the_page_asks_as_often_for_many_articles(elise, draft, django_assert_num_queries):
    elise.get(at(draft))
    with django_assert_num_queries(ASKED):
        elise.get(at(draft))
    draft.parts = [{**draft.parts[0], "code": f"A-{number}"} for number in range(40)]
    draft.save()
    with django_assert_num_queries(ASKED):
        elise.get(at(draft))


ASKED = 10
