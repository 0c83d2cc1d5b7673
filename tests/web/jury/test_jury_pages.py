from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from microcert.evaluation import actions
from microcert.evaluation.models import Decision, Jury, Recusal, Sitting
from microcert.evaluation.queries import deadline_of
from microcert.evaluation.rules import JuryStatus
from tests.evaluation.gestures import FRAGILE

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def agathe(client, cast):
    client.force_login(cast.agathe)
    return client


@pytest.fixture
def deliberating(room) -> Jury:
    room.marked()
    room.marked("malik", ranks=FRAGILE)
    return room.deliberating()


def naming(cast, **changed) -> dict[str, str]:
    fields = {"meets_at": "16/12/2030 14:00", "president": str(cast.agathe.pk)}
    for person in (cast.agathe, cast.thierry, cast.odile):
        fields |= {f"sits-{person.pk}": "on", f"quality-{person.pk}": "Membre"}
    return fields | changed


def test_the_expert_names_the_jury_from_its_page(agathe, cast):
    page = text_of(agathe.get(reverse("jury-new", args=[cast.session.code])))
    assert "Au moins 3 membres" in page
    assert "Trois membres au moins" in page
    for name in ("Agathe Roussel", "Thierry Vasseur", "Odile Marchetti"):
        assert name in page
    assert "Karim" not in page
    answer = agathe.post(reverse("jury-new", args=[cast.session.code]), naming(cast))
    jury = Jury.objects.get()
    assert answer["Location"] == reverse("jury", args=[jury.pk])
    assert timezone.localtime(jury.meets_at).strftime("%d/%m/%Y %H:%M") == "16/12/2030 14:00"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"meets_at": "16/12/2020 14:00"}, "indiquez une date à venir"),
        ({"meets_at": "demain"}, "Indiquez une date et une heure"),
        ({"president": ""}, "Choisissez une réponse pour « Présidence »"),
    ],
)
def test_a_refused_naming_says_why_and_keeps_what_was_typed(agathe, cast, change, words):
    answer = agathe.post(reverse("jury-new", args=[cast.session.code]), naming(cast, **change))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Membre" in text_of(answer)
    assert not Jury.objects.exists()


def test_a_president_who_does_not_sit_and_a_seat_without_quality_are_named(agathe, cast):
    fields = naming(cast) | {f"quality-{cast.odile.pk}": ""}
    del fields[f"sits-{cast.agathe.pk}"]
    page = text_of(agathe.post(reverse("jury-new", args=[cast.session.code]), fields))
    assert "La présidence revient à l’un des membres cochés" in page
    assert "en quelle qualité siège Odile Marchetti" in page


def test_the_president_opens_with_those_present(agathe, room, cast):
    room.marked()
    jury = room.named()
    page = text_of(agathe.get(reverse("jury", args=[jury.pk])))
    assert "Il faut 3 présents sur 3 membres" in page
    answer = agathe.post(reverse("jury-open", args=[jury.pk]), follow=True)
    assert "Le quorum n’est pas atteint" in text_of(answer)
    present = {f"present-{member.pk}": "on" for member in jury.members.all()}
    assert "La délibération est ouverte" in text_of(
        agathe.post(reverse("jury-open", args=[jury.pk]), present, follow=True)
    )


def test_the_table_shows_levels_time_flags_and_proposals(agathe, deliberating):
    page = text_of(agathe.get(reverse("jury", args=[deliberating.pk])))
    assert "Carpentier, Inès Marie" in page
    assert "C2 sous le seuil" in page
    assert "Il reste 2 décisions à prendre" in page.replace("<strong>", "")
    assert "Atteint : 3 présents sur 3" in page


def test_decisions_are_kept_row_by_row_and_a_refused_one_says_why(agathe, deliberating, cast):
    ines = Sitting.objects.get(file__learner=cast.ines)
    malik = Sitting.objects.get(file__learner=cast.malik)
    fields = {f"outcome-{ines.pk}": "award", f"outcome-{malik.pk}": "award", f"reason-{malik.pk}": "Bon ailleurs"}
    answer = agathe.post(reverse("jury-decide", args=[deliberating.pk]), fields)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "C2 reste sous le seuil, sans compensation possible" in page
    assert f'href="#id_outcome-{malik.pk}"' in page
    assert "Bon ailleurs" in page
    assert Decision.objects.get().sitting == ines


def test_a_decision_that_departs_from_the_proposal_asks_for_its_reason_at_its_row(agathe, deliberating, cast):
    ines = Sitting.objects.get(file__learner=cast.ines)
    page = text_of(agathe.post(reverse("jury-decide", args=[deliberating.pk]), {f"outcome-{ines.pk}": "resit"}))
    assert "s’écarte de la proposition. Indiquez son motif" in page
    fields = {f"outcome-{ines.pk}": "resit", f"reason-{ines.pk}": "Plagiat partiel"}
    assert agathe.post(reverse("jury-decide", args=[deliberating.pk]), fields).status_code == 302
    assert Decision.objects.get().reason == "Plagiat partiel"


def test_what_blocks_the_closing_is_named_with_a_link_and_the_observations_stay(agathe, deliberating, cast):
    malik = Sitting.objects.get(file__learner=cast.malik)
    answer = agathe.post(
        reverse("jury-close", args=[deliberating.pk]), {"observations": "Critère 3 à revoir", "do": "close"}
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Il reste 2 décisions à prendre (Carpentier, Inès Marie, Diop, Malik)" in page
    assert f'href="#id_outcome-{malik.pk}"' in page
    assert "data-error-summary" in page
    assert "Critère 3 à revoir" in page


def test_the_jury_holds_another_level_on_the_page_of_a_case(agathe, deliberating, cast):
    malik = Sitting.objects.get(file__learner=cast.malik)
    address = reverse("jury-case", args=[deliberating.pk, malik.pk])
    page = text_of(agathe.get(address))
    assert "Beau travail." in page
    refused = agathe.post(address, {"level-C1": "4", "level-C2": "3", "outcome": "award"})
    assert "Indiquez son motif" in text_of(refused)
    kept = agathe.post(address, {"level-C1": "4", "level-C2": "3", "outcome": "award", "reason": "Oral convaincant"})
    assert kept.status_code == 302
    assert Decision.objects.get().levels.get(competency__code="C2").rank == 3


@pytest.mark.parametrize(
    "bad", [{"outcome": "x", "level-C1": "4"}, {"outcome": ""}, {"outcome": "award", "level-C1": "77"}]
)
def test_bad_input_on_a_case_comes_back_in_words(agathe, deliberating, cast, bad):
    malik = Sitting.objects.get(file__learner=cast.malik)
    answer = agathe.post(reverse("jury-case", args=[deliberating.pk, malik.pk]), bad)
    assert answer.status_code == 422
    assert "Choisissez" in text_of(answer)


def test_a_recused_member_reads_the_case_no_more(client, deliberating, cast):
    malik = Sitting.objects.get(file__learner=cast.malik)
    client.force_login(cast.odile)
    address = reverse("jury-recuse", args=[deliberating.pk, malik.pk])
    assert "Renseignez" in text_of(client.post(address, {"reason": ""}))
    assert client.post(address, {"reason": "Même employeur"}).status_code == 302
    assert Recusal.objects.get().member.person == cast.odile
    assert client.get(reverse("jury-case", args=[deliberating.pk, malik.pk])).status_code == 403
    assert "Vous vous êtes retiré de ce dossier" in text_of(client.get(reverse("jury", args=[deliberating.pk])))


def test_the_jury_adopts_closes_signs_and_downloads(client, room, cast):
    room.marked()
    jury = room.named()
    client.force_login(cast.agathe)
    present = {f"present-{member.pk}": "on" for member in jury.members.all()}
    client.post(reverse("jury-open", args=[jury.pk]), present)
    sitting = Sitting.objects.get()
    client.post(reverse("jury-decide", args=[jury.pk]), {f"outcome-{sitting.pk}": "award"})
    page = text_of(client.post(reverse("jury-close", args=[jury.pk]), {"observations": "", "do": "close"}, follow=True))
    assert "attend les signatures" in page
    assert "cochez" in text_of(client.post(reverse("jury-sign", args=[jury.pk]), follow=True)).lower()
    for person in (cast.agathe, cast.thierry, cast.odile):
        client.force_login(person)
        page = text_of(client.post(reverse("jury-sign", args=[jury.pk]), {"has_read": "on"}, follow=True))
    assert "Procès-verbal en cours de scellement" in page
    assert client.get(reverse("jury-minutes", args=[jury.pk])).status_code == 404
    jury.refresh_from_db()
    actions.seal_minutes(jury.minutes)
    page = text_of(client.get(reverse("jury", args=[jury.pk])))
    assert "Le procès-verbal est scellé" in page
    assert "Enregistrer les décisions" not in page
    pdf = client.get(reverse("jury-minutes", args=[jury.pk]))
    assert pdf.content.startswith(b"%PDF")
    assert "PV-HTR-" in pdf["Content-Disposition"]


def test_the_president_reopens_before_the_last_signature(agathe, room, cast):
    room.marked()
    jury = room.closed()
    actions.sign_minutes(jury, by=cast.thierry)
    page = text_of(agathe.post(reverse("jury-reopen", args=[jury.pk]), follow=True))
    assert "Les signatures déjà données sont à redonner" in page
    jury.refresh_from_db()
    assert jury.status == JuryStatus.DELIBERATING


def test_the_list_shows_ones_juries_and_sessions_that_wait_for_one(agathe, client, room, cast):
    cast.session.status = "open"
    cast.session.save()
    assert reverse("jury-new", args=[cast.session.code]) in text_of(agathe.get(reverse("jury-list")))
    jury = room.named()
    page = text_of(agathe.get(reverse("jury-list")))
    assert reverse("jury", args=[jury.pk]) in page
    assert reverse("jury-new", args=[cast.session.code]) not in page
    client.force_login(cast.odile)
    assert "Nommer" not in text_of(client.get(reverse("jury-list")))


@pytest.mark.parametrize(
    ("who", "status"), [("karim", 404), ("valerie", 404), ("ines", 404), ("malik", 404), ("helene", 403)]
)
def test_nobody_outside_the_jury_enters(client, cast, room, who, status):
    sitting = room.marked()
    jury = room.deliberating()
    client.force_login(cast.people[who])
    for name in ("jury-open", "jury-decide", "jury-adopt", "jury-close", "jury-reopen", "jury-sign"):
        assert client.post(reverse(name, args=[jury.pk])).status_code == status
    for name, keys in (
        ("jury", [jury.pk]),
        ("jury-minutes", [jury.pk]),
        ("jury-case", [jury.pk, sitting.pk]),
        ("jury-new", [cast.session.code]),
    ):
        assert client.get(reverse(name, args=keys)).status_code == status
    assert client.post(reverse("jury-recuse", args=[jury.pk, sitting.pk]), {"reason": "x"}).status_code == status
    assert client.get(reverse("jury-list")).status_code == 403


def test_an_evaluator_who_is_no_expert_names_no_jury(client, cast):
    client.force_login(cast.thierry)
    assert client.get(reverse("jury-new", args=[cast.session.code])).status_code == 403


def test_the_anonymous_are_sent_to_log_in(client, room):
    jury = room.named()
    for address in (reverse("jury-list"), reverse("jury", args=[jury.pk])):
        assert client.get(address)["Location"].startswith(reverse("account_login"))


def test_a_refused_act_never_becomes_an_error_page(agathe, room):
    room.opened()
    jury = room.named()
    assert deadline_of(jury.session) > timezone.now()
    assert agathe.post(reverse("jury-adopt", args=[jury.pk])).status_code == 409
    assert agathe.post(reverse("jury-close", args=[jury.pk])).status_code == 409
    assert agathe.get(reverse("jury-case", args=[jury.pk, 4321])).status_code == 404


def test_the_deliberation_costs_the_same_queries_for_one_and_for_many(agathe, room):
    room.marked()
    jury = room.named()
    sitting = Sitting.objects.get()
    addresses = [
        reverse("jury-list"),
        reverse("jury", args=[jury.pk]),
        reverse("jury-case", args=[jury.pk, sitting.pk]),
    ]

    def costs() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                agathe.get(address)
            counts.append(len(queries))
        return counts

    costs()
    one = costs()
    for who in ("malik", "malo", "karim"):
        room.marked(who, ranks=FRAGILE)
    assert costs() == one
    assert max(one) < 40
