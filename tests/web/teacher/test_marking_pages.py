from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.evaluation import actions
from microcert.evaluation.rules import SittingStatus

NB = "\u00a0"
FULL = {"rank-K1": "4", "rank-K2": "3", "rank-K3": "4", "comment-K2": "Bien vu.", "feedback": "Beau travail."}


def status_of(client, name: str, *args) -> int:
    response = client.get(reverse(name, args=args))
    if response.streaming:
        # Read to its end, a file closes as the test client wants it; closed half-way it takes the connection along.
        assert b"".join(response.streaming_content)
    return response.status_code


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def thierry(client, cast):
    client.force_login(cast.thierry)
    return client


def test_the_list_shows_what_waits_for_the_evaluator(thierry, room):
    room.submitted()
    room.opened("malik")
    page = text_of(thierry.get(reverse("marking-list")))
    assert "Carpentier, Inès Marie" in page
    assert "Diop" not in page
    page = text_of(thierry.get(reverse("marking-list"), {"onglet": "identity"}))
    assert "Diop, Malik" in page
    assert "Identité à vérifier" in page


def test_the_list_is_filtered_and_says_when_nothing_matches(thierry, room):
    room.submitted()
    assert "Carpentier" in text_of(thierry.get(reverse("marking-list"), {"q": "carpentier"}))
    assert "Aucune production ne correspond" in text_of(thierry.get(reverse("marking-list"), {"q": "zzz"}))
    assert thierry.get(reverse("marking-list"), {"onglet": "'--", "session": "?"}).status_code == 200


def test_an_empty_list_says_that_nothing_waits(thierry, room):
    assert "Rien ne vous attend ici" in text_of(thierry.get(reverse("marking-list")))


@pytest.mark.requirement("R054")
def test_identity_comes_first_and_is_confirmed_from_the_page(thierry, room):
    sitting = room.opened()
    page = text_of(thierry.get(reverse("marking", args=[sitting.pk])))
    assert "Vérifier l’identité" in page
    assert "Transmettre au jury" not in page
    refused = thierry.post(reverse("marking-identity", args=[sitting.pk]), {"method": "live"})
    assert "une fois la pièce vue" in text_of(refused)
    assert (
        thierry.post(reverse("marking-identity", args=[sitting.pk]), {"method": "live", "has_seen": "on"}).status_code
        == 302
    )
    sitting.refresh_from_db()
    assert sitting.status == SittingStatus.IDENTITY_CHECKED


@pytest.mark.requirement("R040")
def test_the_work_stands_beside_its_rubric(thierry, room):
    sitting = room.submitted(text="## Ma situation\n\nUne tâche **authentique**.")
    page = text_of(thierry.get(reverse("marking", args=[sitting.pk])))
    assert "<strong>authentique</strong>" in page
    for level in ("Insuffisant", "Fragile", "Acquis", "Maîtrisé"):
        assert f"{level} pour K1" in page


def test_a_work_never_runs_as_html(thierry, room):
    sitting = room.submitted(text="<script>alert(1)</script> <img src=x onerror=alert(1)>")
    page = text_of(thierry.get(reverse("marking", args=[sitting.pk])))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_draft_is_kept_and_comes_back(thierry, room):
    sitting = room.submitted()
    thierry.post(reverse("marking", args=[sitting.pk]), {"rank-K1": "4", "comment-K3": "À revoir", "do": "draft"})
    page = text_of(thierry.get(reverse("marking", args=[sitting.pk])))
    assert "1 critère sur 3 renseigné" in page
    assert "À revoir" in page
    assert "Brouillon enregistré à" in page


def test_a_draft_saves_itself_and_answers_with_its_state_alone(thierry, room):
    sitting = room.submitted()
    answer = thierry.post(reverse("marking-draft", args=[sitting.pk]), {"rank-K1": "2"})
    assert "Brouillon enregistré à" in text_of(answer)
    assert "<html" not in text_of(answer)
    assert sitting.marks.get().rank == 2


def test_what_blocks_the_transmission_is_named_and_nothing_typed_is_lost(thierry, room):
    sitting = room.submitted()
    answer = thierry.post(
        reverse("marking", args=[sitting.pk]), {"rank-K1": "4", "feedback": "Presque", "do": "transmit"}
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "<title>Erreur :" in page
    assert 'href="#id_rank-K2_0"' in page
    assert "data-error-summary" in page
    assert "Presque" in page
    sitting.refresh_from_db()
    assert (sitting.status, sitting.overall_feedback) == (SittingStatus.SUBMITTED, "Presque")


def test_a_full_rubric_goes_to_the_jury(thierry, room, cast):
    sitting = room.submitted()
    answer = thierry.post(reverse("marking", args=[sitting.pk]), FULL | {"do": "transmit"}, follow=True)
    assert "transmise au jury" in text_of(answer)
    sitting.refresh_from_db()
    assert (sitting.status, sitting.marked_by) == (SittingStatus.MARKED, cast.thierry)


@pytest.mark.parametrize("bad", [{"rank-K1": "99"}, {"rank-K1": "x"}, {"rank-K1": "-1"}])
def test_a_level_that_does_not_exist_is_refused_in_words(thierry, room, bad):
    sitting = room.submitted()
    answer = thierry.post(reverse("marking", args=[sitting.pk]), FULL | bad | {"do": "transmit"})
    assert answer.status_code == 422
    assert "Choisissez l’une des réponses proposées" in text_of(answer)


def test_neighbours_lead_from_one_work_to_the_next(thierry, room):
    first, second = room.submitted(), room.submitted("malik")
    page = text_of(thierry.get(reverse("marking", args=[first.pk])))
    assert "Production 1 sur 2" in page
    assert reverse("marking", args=[second.pk]) in page


def test_the_attached_file_is_only_ever_a_download(thierry, room, cast):
    sitting = room.checked()
    file = SimpleUploadedFile("dossier.pdf", b"%PDF-1.7 contenu")
    submission = actions.submit(sitting, text="", attachment=file, by=cast.ines)
    answer = thierry.get(reverse("work-attachment", args=[submission.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="dossier.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer.close()


@pytest.mark.requirement("R058")
@pytest.mark.parametrize(
    ("who", "status"),
    [("karim", 404), ("valerie", 404), ("malo", 404), ("ines", 404), ("malik", 404), ("odile", 403), ("helene", 403)],
)
def test_nobody_outside_the_producing_universitys_evaluators_enters(client, cast, room, who, status):
    sitting = room.submitted()
    client.force_login(cast.people[who])
    for name in ("marking", "marking-draft", "marking-identity"):
        address = reverse(name, args=[sitting.pk])
        assert client.post(address, FULL).status_code == status
    assert client.get(reverse("marking", args=[sitting.pk])).status_code == status
    assert client.get(reverse("marking-list")).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("ines", 200), ("thierry", 200), ("karim", 404), ("malik", 404), ("odile", 403)]
)
def test_the_file_opens_for_its_author_and_for_those_who_assess(client, cast, room, who, status):
    file = SimpleUploadedFile("dossier.pdf", b"%PDF-1.7 contenu")
    submission = actions.submit(room.checked(), text="", attachment=file, by=cast.ines)
    client.force_login(cast.people[who])
    assert status_of(client, "work-attachment", submission.pk) == status


def test_a_jury_member_opens_the_file_unless_recused(client, cast, room):
    file = SimpleUploadedFile("dossier.pdf", b"%PDF-1.7 contenu")
    submission = actions.submit(room.checked(), text="", attachment=file, by=cast.ines)
    jury = room.named()
    client.force_login(cast.odile)
    assert status_of(client, "work-attachment", submission.pk) == 200
    actions.recuse(jury, room.file_of(), reason="Même employeur", by=cast.odile)
    assert status_of(client, "work-attachment", submission.pk) == 403


def test_the_anonymous_are_sent_to_log_in(client, room):
    sitting = room.opened()
    for address in (reverse("marking-list"), reverse("marking", args=[sitting.pk])):
        assert client.get(address)["Location"].startswith(reverse("account_login"))


def test_an_unknown_sitting_does_not_exist(thierry, room):
    assert thierry.get(reverse("marking", args=[987654])).status_code == 404


def test_the_pages_cost_the_same_queries_for_one_and_for_many(thierry, room):
    sitting = room.submitted()
    addresses = [reverse("marking-list"), reverse("marking", args=[sitting.pk])]

    def costs() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                thierry.get(address)
            counts.append(len(queries))
        return counts

    costs()
    one = costs()
    for who in ("malik", "malo", "karim"):
        room.submitted(who)
    assert costs() == one
    assert max(one) < 25
