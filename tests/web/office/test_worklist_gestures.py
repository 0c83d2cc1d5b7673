"""What an office does with its list: exports, views of its own."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from microcert.enrolment.models import SavedView
from microcert.people.models import User
from tests.cast import person

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


def test_an_export_holds_the_ticked_or_the_whole_list(office, files):
    ines, zoe, malik = files
    one = office.post(reverse("office-export"), {"order": [ines.pk, malik.pk], "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(one.content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [ines.number]
    every = office.post(reverse("office-export"), {"portee": "tous", "order": [ines.pk]}).content.decode()
    assert ines.number in every and zoe.number in every and malik.number not in every
    none = office.post(reverse("office-export"), {"portee": "coches", "format": "csv"}, follow=True)
    assert "Cochez d’abord les dossiers à exporter" in text_of(none), "nothing ticked is not everything"


def test_a_name_that_begins_like_a_formula_is_text_in_a_workbook(office, files):
    User.objects.filter(pk=files[0].buyer_id).update(family_name='=HYPERLINK("x")')
    content = office.post(reverse("office-export"), {"portee": "tous", "format": "xlsx"}).content
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)] == ["s"]


def test_a_view_is_kept_under_a_name_and_is_ones_own(client, office, cast, files):
    save, listed = reverse("office-view-save"), reverse("office-files")
    office.post(save, {"name": "À signer", "etat": "contract", "tri": "latest", "q": "carp"})
    view = SavedView.objects.get()
    assert view.address == "etat=contract&q=carp&tri=latest"
    page = text_of(office.get(f"{listed}?{view.address}"))
    assert "À signer" in page and "1 dossier correspond" in page and "aria-current" in page
    office.post(save, {"name": "À signer", "etat": "payment"})
    assert SavedView.objects.get().address == "etat=payment", "the same name replaces"
    assert "Donnez un nom" in text_of(office.post(save, {"name": " "}, follow=True))
    client.force_login(cast.valerie)
    assert "À signer" not in text_of(client.get(listed))
    client.post(reverse("office-view-forget", args=[view.pk]))
    assert SavedView.objects.filter(pk=view.pk).exists(), "somebody else's"
    client.force_login(cast.karim)
    client.post(reverse("office-view-forget", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_strangers_and_learners_do_nothing_here(client, cast, files):
    doors = ["office-nudge", "office-view-save", "office-export", "office-archive"]
    for name in doors:
        assert client.post(reverse(name)).status_code == 302
    client.force_login(cast.ines)
    for name in doors:
        assert client.post(reverse(name)).status_code in (403, 404)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%F0%9F%8E%93", "page=99999", "etat=x&tri=y&tarif=z&session=w", "order=x"]
)
def test_a_strange_address_shows_a_list(office, files, query):
    assert office.get(f"{reverse('office-files')}?{query}").status_code == 200


def test_the_page_asks_as_many_queries_for_fifteen_more_files_as_for_two(office, cast, files):
    office.get(reverse("office-files"))
    with CaptureQueriesContext(connection) as few:
        office.get(reverse("office-files"))
    for place in range(15):
        cast.learner_file(person(f"p{place}", "P", f"N{place}"), cast.broceliande)
    with CaptureQueriesContext(connection) as many:
        office.get(reverse("office-files"))
    assert len(many) == len(few) <= 18
