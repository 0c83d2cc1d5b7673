"""A session from the office's side: planned, promised, opened, postponed, cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.foundation import clock, journal
from microcert.foundation.models import JournalEntry
from microcert.journeys.subscriptions import SUBSCRIPTIONS
from microcert.sessions.models import CommitmentSignature, Participation, Session
from microcert.sessions.rules import SessionStatus
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(cast):
    """The administrative team of Hauterive, which produces the training."""
    return person("nora", "Nora", "Lambert", (Role.ADMIN_TEAM, cast.hauterive))


@pytest.fixture
def office(client, nora):
    client.force_login(nora)
    return client


def day(days: int) -> str:
    return f"{clock.today() + timedelta(days=days):%d/%m/%Y}"


def facts(cast, **changed):
    return {
        "version": cast.version.pk,
        "starts_on": day(90),
        "ends_on": day(120),
        "capacity": "20",
        "opening_threshold": "6",
        "universities": ["hauterive", "valmere"],
    } | changed


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


@pytest.mark.requirement("R010", "R012")
def test_a_session_is_planned_promised_and_opened_through_the_pages(client, cast, office, nora):
    answer = office.post(reverse("office-session-new"), facts(cast), follow=True)
    session = Session.objects.get(code="HTR-E-1")
    assert "Encore 2 engagements avant d’ouvrir" in text_of(answer)
    assert (session.capacity, session.opening_threshold, session.events.count()) == (20, 6, 5)
    refused = office.post(reverse("office-session-open", args=[session.code]), follow=True)
    assert "ne se sont pas engagées" in text_of(refused) and "Hauterive, Valmère" in text_of(refused)
    promise(office, session, "hauterive")
    client.force_login(cast.valerie)
    promise(client, session, "valmere")
    client.force_login(nora)
    assert "la session peut ouvrir" in text_of(client.get(reverse("office-session", args=[session.code])))
    opened = client.post(reverse("office-session-open", args=[session.code]), follow=True)
    assert "Les inscriptions sont ouvertes" in text_of(opened)
    session.refresh_from_db()
    assert session.status == SessionStatus.OPEN and session.commitment.sha256 in str(
        client.get(reverse("draws", args=[session.code])).content
    )
    assert journal.verify().holds


def promise(client, session, slug):
    """Describe the support, read the promise, sign it: as the page asks."""
    here = reverse("office-support", args=[session.code, slug])
    given = {"admin_contact": "Service formation", "tutor": "", "tutor_name": "Malo Le Guennec", "hours": "7,5"}
    page = client.post(here, given, follow=True)
    assert "Temps d’accompagnement budgété : 7 h 30" in text_of(page)
    sha256 = page.context["signature"]["sha256"].value()
    signed = client.post(reverse("office-support-sign", args=[session.code, slug]), {"consent": "on", "sha256": sha256})
    assert signed.status_code == 302


@pytest.mark.requirement("R010")
def test_the_signature_leaves_evidence_that_names_the_very_words(office, cast, nora):
    office.post(reverse("office-session-new"), facts(cast))
    session = Session.objects.get(code="HTR-E-1")
    promise(office, session, "hauterive")
    evidence = CommitmentSignature.objects.get()
    assert evidence.signatory == "Nora Lambert" and evidence.network_address == "127.0.0.1"
    assert "Malo Le Guennec" in evidence.text and session.code in evidence.text
    assert JournalEntry.objects.get(verb="sessions.support_committed").facts["sha256"] == evidence.sha256
    shown = text_of(office.get(reverse("office-support", args=[session.code, "hauterive"])))
    assert evidence.sha256 in shown and "Signé par" in shown


def test_a_promise_in_other_words_has_to_be_signed_again(office, cast):
    office.post(reverse("office-session-new"), facts(cast))
    session = Session.objects.get(code="HTR-E-1")
    promise(office, session, "hauterive")
    here = reverse("office-support", args=[session.code, "hauterive"])
    given = {"admin_contact": "Service formation", "tutor": "", "tutor_name": "Malo Le Guennec", "hours": "7,5"}
    office.post(here, given)
    row = Participation.objects.get(session=session, university=cast.hauterive)
    assert row.committed_at, "the same words: still signed"
    office.post(here, given | {"hours": "3"})
    row.refresh_from_db()
    assert row.committed_at is None
    stale = CommitmentSignature.objects.get().sha256
    again = office.post(
        reverse("office-support-sign", args=[session.code, "hauterive"]), {"consent": "on", "sha256": stale}
    )
    assert "a changé depuis que vous l’avez ouvert" in text_of(again)
    row.refresh_from_db()
    assert row.committed_at is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_on": "31/02/2027"}, "starts_on"),
        ({"starts_on": "01/01/2020"}, "starts_on"),
        ({"ends_on": "01/01/2020"}, "ends_on"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "x" * 500}, "capacity"),
        ({"opening_threshold": "21"}, "opening_threshold"),
        ({"universities": []}, "universities"),
        ({"universities": ["nowhere"]}, "universities"),
        ({"version": "999999"}, "version"),
        ({"universities": ["valmere"]}, None),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(office, cast, changed, field):
    answer = office.post(reverse("office-session-new"), facts(cast, **changed))
    assert answer.status_code == 422 and answer.context["form"].errors[field or "__all__"]
    assert Session.objects.count() == 1


def test_a_number_out_of_bounds_says_the_bounds(office, cast):
    page = text_of(office.post(reverse("office-session-new"), facts(cast, capacity="0", opening_threshold="0")))
    assert "Prévoyez de 1 à 10 000 places." in page and "Le seuil va de 1 à 10 000 contrats" in page


@pytest.mark.requirement("R105")
def test_the_threshold_comes_from_economics_when_none_is_given(office, cast, monkeypatch):
    monkeypatch.setattr("microcert.web.office.session_planning.recommended_threshold", lambda version: 11)
    office.post(reverse("office-session-new"), facts(cast, opening_threshold=""))
    assert Session.objects.get(code="HTR-E-1").opening_threshold == 11


def test_a_planned_session_is_modified_and_moved_dates_ask_for_new_signatures(office, cast):
    here = reverse("office-session-edit", args=[cast.session.code])
    assert f"{cast.session.starts_on:%d/%m/%Y}" in text_of(office.get(here))
    kept = facts(cast, starts_on=f"{cast.session.starts_on:%d/%m/%Y}", ends_on=f"{cast.session.ends_on:%d/%m/%Y}")
    office.post(here, kept)
    cast.session.refresh_from_db()
    assert cast.session.capacity == 20 and cast.session.revision == 0
    assert {each.university.slug for each in cast.session.participations.all()} == {"hauterive", "valmere"}
    assert not cast.session.participations.filter(committed_at=None).exists()
    before = set(cast.session.events.values_list("pk", flat=True))
    office.post(here, facts(cast))
    cast.session.refresh_from_db()
    assert cast.session.revision == 1 and not cast.session.participations.exclude(committed_at=None).exists()
    assert before <= set(cast.session.events.values_list("pk", flat=True)), "agendas know an event by its key"


def test_an_open_session_is_no_longer_modified(office, cast):
    cast.open_session()
    answer = office.post(reverse("office-session-edit", args=[cast.session.code]), facts(cast))
    assert answer.status_code == 422 and "Reportez-la" in text_of(answer)


def test_postponing_asks_for_a_reason_and_later_dates(office, cast):
    cast.open_session()
    here = reverse("office-session-postpone", args=[cast.session.code])
    assert "refuser les nouvelles dates sans frais" in text_of(office.get(here))
    given = {"starts_on": day(10), "ends_on": day(50), "reason": "Formatrice empêchée"}
    assert "ne s’avance pas" in text_of(office.post(here, given))
    assert office.post(here, given | {"starts_on": day(70), "ends_on": day(60)}).status_code == 422
    assert office.post(here, given | {"starts_on": day(70), "ends_on": day(99), "reason": ""}).status_code == 422
    done = office.post(here, given | {"starts_on": day(70), "ends_on": day(99)}, follow=True)
    assert "La session est reportée" in text_of(done) and "Formatrice empêchée" in text_of(done)
    cast.session.refresh_from_db()
    assert (cast.session.starts_on, cast.session.revision) == (clock.today() + timedelta(days=70), 1)


def test_cancelling_shows_what_follows_and_is_told(office, cast, drain_jobs, monkeypatch):
    monkeypatch.setitem(SUBSCRIPTIONS, "orders.placed", ())
    cast.open_session()
    cast.order()
    drain_jobs()
    mail.outbox.clear()
    here = reverse("office-session-cancel", args=[cast.session.code])
    assert "Commandes concernées : 1" in text_of(office.get(here))
    assert office.post(here, {"reason": " "}).status_code == 422
    done = office.post(here, {"reason": "Trop peu d’inscriptions"}, follow=True)
    assert "La session est annulée" in text_of(done)
    drain_jobs()
    assert [letter.to for letter in mail.outbox] == [["ines@example.test"]]
    assert "Trop peu d’inscriptions" in mail.outbox[0].body


def test_a_session_below_its_threshold_is_kept_by_a_person(office, cast, drain_jobs):
    cast.open_session()
    from microcert.sessions.actions import propose_cancellation

    propose_cancellation(cast.session, signed=1)
    drain_jobs()
    assert mail.outbox[-1].to == [cast.hauterive.office_email]
    assert "Maintenir la session" in text_of(office.get(reverse("office-session", args=[cast.session.code])))
    here = reverse("office-session-keep", args=[cast.session.code])
    assert office.post(here, {"reason": "Les trois universités le souhaitent"}).status_code == 302
    cast.session.refresh_from_db()
    assert cast.session.kept_at and not cast.session.awaits_a_decision
    assert office.post(here, {"reason": "Encore"}).status_code == 422


PAGES = [
    "office-session",
    "office-session-edit",
    "office-session-postpone",
    "office-session-cancel",
    "office-session-keep",
]


def test_who_may_not_enter(client, cast):
    addresses = {name: reverse(name, args=[cast.session.code]) for name in PAGES}
    for address in [*addresses.values(), reverse("office-sessions"), reverse("office-session-new")]:
        assert client.get(address).status_code == 302, "log in first"
    client.force_login(cast.ines)
    for address in [*addresses.values(), reverse("office-sessions"), reverse("office-session-new")]:
        assert client.get(address).status_code == 404
    client.force_login(cast.valerie)
    assert client.get(addresses["office-session"]).status_code == 200
    for name in PAGES[1:]:
        assert client.get(addresses[name]).status_code == 404, "a participant reads, the producer decides"
    assert client.post(reverse("office-session-open", args=[cast.session.code])).status_code == 404
    for slug, status in (("valmere", 200), ("hauterive", 404), ("nowhere", 404)):
        assert client.get(reverse("office-support", args=[cast.session.code, slug])).status_code == status
    client.force_login(cast.thierry)
    assert client.get(addresses["office-session"]).status_code == 403
    assert client.get(reverse("office-sessions")).status_code == 403


def test_the_legal_representative_signs_but_describes_nothing(client, cast):
    cast.session.participations.update(committed_at=None)
    client.force_login(cast.helene)
    here = reverse("office-support", args=[cast.session.code, "hauterive"])
    page = client.get(here)
    assert page.context["form"] is None and "Signer l’engagement" in text_of(page)
    assert client.post(here, {"admin_contact": "x", "hours": "1"}).status_code == 403
    sign = reverse("office-support-sign", args=[cast.session.code, "hauterive"])
    assert client.post(sign, {"sha256": page.context["signature"]["sha256"].value()}).status_code == 422, "no consent"
    assert (
        client.post(sign, {"consent": "on", "sha256": page.context["signature"]["sha256"].value()}).status_code == 302
    )
    assert CommitmentSignature.objects.get().signed_by == cast.helene


def test_the_list_and_the_page_ask_a_constant_number_of_questions(
    office, cast, nora, django_assert_max_num_queries, django_assert_num_queries
):
    from microcert.sessions.actions import plan
    from microcert.web.office.session_planning import participants

    def another(code: str) -> None:
        starts_on = clock.today() + timedelta(days=60)
        everyone = participants([cast.hauterive, cast.valmere, cast.broceliande], 12)
        plan(
            cast.version,
            code=code,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=30),
            capacity=12,
            participants=everyone,
            by=nora,
        )

    with django_assert_max_num_queries(16) as seen:
        office.get(reverse("office-sessions"))
    for number in range(5):
        another(f"HTR-E-{number}")
    with django_assert_num_queries(len(seen)):
        assert "HTR-E-4" in text_of(office.get(reverse("office-sessions")))
    with django_assert_max_num_queries(24):
        office.get(reverse("office-session", args=[cast.session.code]))
