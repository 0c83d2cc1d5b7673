"""From the map to the decision, through the pages: the committee plans, a university proposes, the committee decides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.foundation import clock
from microcert.production import actions
from microcert.production.models import Call, CouncilNotice, Meeting, Need, Proposal
from microcert.production.queries import committee_decision_on
from tests.production.conftest import a_content, a_need, call, committee, meeting, need, proposal  # noqa: F401

NB = "\u00a0"
HEAD = "code;domaine;competence;metiers;transition;priorite;source;date\n"
READ = ("production-map", "production-map-export", "production-calls", "production-plan")
STEER = ("production-call-new", "production-meetings", "production-councils")


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


def a_file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("carte.csv", text.encode())


@pytest.mark.parametrize("name", READ + STEER)
def test_who_enters(client, committee, name):  # noqa: F811
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    for who in ("ines", "karim", "thierry", "helene", "malo"):
        client.force_login(committee.people[who])
        assert client.get(reverse(name)).status_code == 403
    client.force_login(committee.agathe)
    assert client.get(reverse(name)).status_code == (200 if name in READ else 403)
    client.force_login(committee.elise)
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.requirement("R103")
def test_from_the_map_to_a_decision(client, committee, drain_jobs):  # noqa: F811
    cast, today = committee, clock.today()
    client.force_login(cast.elise)
    rows = "N1;Concevoir;Immerger;Formateurs;digital;4;Enquête;2026-03-14\nN2;Concevoir;Évaluer;Formateurs;social;2;Enquête;2026-03-14\n"
    client.post(reverse("production-map-import"), {"file": a_file(HEAD + rows)})
    page = text_of(client.get(reverse("production-map")))
    assert "0 compétences couvertes sur 2" in page or "0 compétence couverte sur 2" in page
    assert "<title id=" in page and "<desc id=" in page

    answer = client.post(
        reverse("production-call-new"),
        {
            "title": "Appel 2027",
            "text": "Former aux métiers qui changent.",
            "opens_on": today.strftime("%d/%m/%Y"),
            "closes_on": (today + timedelta(days=30)).strftime("%d/%m/%Y"),
            "criteria": "Réponse au besoin : 40\nQualité de l’équipe : 60",
            "needs": [Need.objects.get(code="N1").pk],
        },
    )
    call = Call.objects.get()  # noqa: F811
    assert answer.url == reverse("production-call", args=[call.pk])
    client.force_login(cast.agathe)
    assert client.get(answer.url).status_code == 404, "nobody sees a call before it opens"
    client.force_login(cast.elise)
    client.post(reverse("production-call-move", args=[call.pk]), {"do": "open"})

    client.force_login(cast.agathe)
    assert "Proposer pour Hauterive" in text_of(client.get(answer.url))
    fields = {"title": "Former en immersion", "family": "teaching", "hours": 12, "summary": "Court."}
    answer = client.post(reverse("production-propose", args=[call.pk, "hauterive"]), fields)
    proposal = Proposal.objects.get()  # noqa: F811
    refused = client.post(reverse("production-proposal-move", args=[proposal.pk]), {"do": "submit"})
    assert refused.status_code == 422
    for words in ("au moins une compétence", "quatre équipes", "estimation économique"):
        assert words in text_of(refused)
    actions.write_proposal(
        proposal, a_content(Need.objects.get(code="N1"), title="Former en immersion"), by=cast.agathe
    )
    client.post(reverse("production-proposal-move", args=[proposal.pk]), {"do": "submit"})
    assert "Soumise au comité" in text_of(client.get(reverse("production-proposal", args=[proposal.pk])))

    client.force_login(cast.gildas)
    moment = (clock.now() + timedelta(days=8)).strftime("%d/%m/%Y %H:%M")
    given = {"meets_at": moment, "place": "À distance", "secretariat": cast.hauterive.pk, "proposals": [proposal.pk]}
    answer = client.post(reverse("production-meetings"), given)
    meeting = Meeting.objects.get()  # noqa: F811
    here = {f"present-{seat.pk}": "1" for seat in meeting.seats.all()}
    client.post(reverse("production-meeting-move", args=[meeting.pk]), {"do": "open", **here})
    item = meeting.items.get()
    point = reverse("production-item", args=[meeting.pk, item.pk])
    client.force_login(cast.elise)
    assert "demandez-vous si vous devez vous retirer" in text_of(client.get(answer.url))
    client.post(point, {"reason": "Mon université propose."})
    assert "Votre vote" not in text_of(client.get(answer.url))
    refused = client.post(point, {"choice": "for"}, follow=True)
    assert "vous ne le votez pas" in text_of(refused)
    for who in (cast.clara, cast.gildas):
        client.force_login(who)
        client.post(point, {"choice": "for"})
    ruling = reverse("production-rule", args=[meeting.pk, item.pk])
    assert client.post(ruling, {"ruling": "refused", "reasons": "Non."}).status_code == 422
    client.post(ruling, {"ruling": "accepted", "reasons": "Répond au besoin."})
    client.post(reverse("production-meeting-move", args=[meeting.pk]), {"do": "close"})
    drain_jobs()
    minutes = client.get(reverse("production-minutes", args=[meeting.pk]))
    assert minutes["Content-Type"] == "application/pdf" and minutes.content.startswith(b"%PDF")

    client.post(reverse("production-proposal-tie", args=[proposal.pk]), {"training": "evaluer"})
    assert committee_decision_on(cast.version.training) is not None
    page = text_of(client.get(reverse("production-map")))
    assert "1 compétence couverte sur 2" in page
    plan = text_of(client.get(reverse("production-plan")))
    assert f'<a href="{reverse("production-proposal", args=[proposal.pk])}">Former en immersion (Hauterive)</a>' in plan


@pytest.mark.requirement("R103")
def test_a_wrong_map_changes_nothing_and_says_all(client, committee, need):  # noqa: F811
    client.force_login(committee.elise)
    wrong = HEAD + "N1;Concevoir;X;Formateurs;digital;9;E;hier\n"
    answer = client.post(reverse("production-map-import"), {"file": a_file(wrong)})
    assert answer.status_code == 422
    assert "2 points à corriger" in text_of(answer) and "ligne 2, priorite" in text_of(answer)
    assert Need.objects.get().title == need.title


@pytest.mark.requirement("R104")
def test_results_are_fed_back_into_the_map(client, committee, need):  # noqa: F811
    client.force_login(committee.elise)
    client.post(reverse("production-need-cover", args=["N1"]), {"trainings": [committee.version.training.pk]})
    address = reverse("production-need-learn", args=["N1", "evaluer"])
    assert client.post(address, {"conclusion": "", "priority": 9}).status_code == 422
    client.post(address, {"conclusion": "Besoin bien servi.", "priority": 1})
    page = text_of(client.get(reverse("production-need", args=["N1"])))
    assert "Besoin bien servi." in page and "Priorité 3, puis 1." in page


@pytest.mark.requirement("R065")
def test_councils_are_told_of_the_framework_and_of_trainings(client, committee):  # noqa: F811
    client.force_login(committee.elise)
    told = {"university": committee.valmere.pk, "council": "CFVU", "informed_on": "01/10/2026", "reference": "CFVU 7"}
    address = reverse("production-councils")
    assert client.get(address).context["lacking"] == 3
    client.post(address, {**told, "subject": f"cadre-{committee.framework.pk}"})
    client.post(address, {**told, "subject": f"formation-{committee.version.training_id}"})
    assert client.post(address, {**told, "subject": f"cadre-{committee.framework.pk}"}).status_code == 422
    assert CouncilNotice.objects.count() == 2
    page = client.get(address)
    assert page.context["lacking"] == 2 and "CFVU 7" in text_of(page)


def test_another_university_does_not_read_a_proposal(client, committee, call, need):  # noqa: F811
    from microcert.consortium.roles import Role
    from tests.cast import person

    begun = actions.begin_proposal(call, committee.hauterive, a_content(need), by=committee.agathe)
    stranger = person("nils", "Nils", "Stranger", (Role.PEDAGOGICAL_EXPERT, committee.valmere))
    client.force_login(stranger)
    assert client.get(reverse("production-proposal", args=[begun.pk])).status_code == 404
    assert client.post(reverse("production-proposal-move", args=[begun.pk])).status_code == 404
    assert client.get(reverse("production-propose", args=[call.pk, "hauterive"])).status_code == 403
    client.force_login(committee.elise)
    assert client.get(reverse("production-proposal", args=[begun.pk])).status_code == 403, "not submitted yet"


def test_the_pages_ask_as_often_for_many_rows(client, committee, call, meeting):  # noqa: F811
    client.force_login(committee.elise)
    addresses = [
        reverse("production-map"),
        reverse("production-plan"),
        reverse("production-meeting", args=[meeting.pk]),
    ]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    before = asked()
    for number in range(2, 6):
        more = a_need(f"N{number}", domain=f"D{number}")
        begun = actions.begin_proposal(call, committee.hauterive, a_content(more), by=committee.agathe)
        actions.put_on_agenda(meeting, proposal=actions.submit_proposal(begun, by=committee.agathe), by=committee.elise)
    after = asked()
    assert after[0] == before[0] <= 16 and after[1] == before[1] <= 14
    assert after[2] == before[2] <= 24, after


@pytest.mark.requirement("R103")
def test_the_pictures_are_drawn_at_two_widths_and_keep_every_name_whole(client, committee):  # noqa: F811
    name = "Concevoir, animer et évaluer des formations immersives avec les équipes pédagogiques d’un établissement"
    for number in range(12):
        a_need(f"N{number}", domain=name, priority=4)
    client.force_login(committee.elise)
    page = text_of(client.get(reverse("production-map")))
    narrow = page[page.index("uc-map is-narrow") : page.index("</svg>", page.index("uc-map is-narrow"))]
    words = re.findall(r'<text class="t"[^>]*>([^<]*)<', narrow)
    assert len(words) > 1 and " ".join(words) == name
    places = [(int(x), int(y)) for x, y in re.findall(r'<rect class="k-\w+" x="(\d+)" y="(\d+)"', narrow)]
    assert len(places) == len(set(places)) == 12
    assert max(x for x, _ in places) + 122 <= 330 and len({y for _, y in places}) == 6, "two bricks of 122 to a row"
    assert page.count('id="carte-large-titre"') == page.count('id="carte-etroit-titre"') == 1
