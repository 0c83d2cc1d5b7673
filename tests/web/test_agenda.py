"""Calendars as pages, and as addresses that agendas follow; read back with the icalendar library."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from microcert.foundation import clock
from microcert.journeys.move_session import cancel_session, postpone_session
from microcert.sessions.models import CalendarFeed
from microcert.web.frame.wording import long_date
from tests.cast import person

pytestmark = pytest.mark.django_db


def subscribe(client, scope: str, university: str = "") -> str:
    client.post(reverse("calendar-feed-change"), {"scope": scope, "university": university, "do": "new"})
    return reverse("calendar-feed", args=[CalendarFeed.objects.latest("pk").token])


def events_of(answer) -> dict[str, object]:
    return {str(each["uid"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def learner(client, cast):
    cast.open_session()
    cast.order()
    client.force_login(cast.ines)
    return client


@pytest.mark.requirement("R075")
def test_a_learner_reads_dates_and_the_work_of_each_week_and_subscribes(learner, cast):
    page = learner.get(reverse("learner-calendar")).content.decode().replace("\u00a0", " ")
    assert "Classe virtuelle 1" in page and "Travail estimé par semaine" in page and "3 h" in page and "7 h" in page
    assert "Créer mon adresse" in page
    address = subscribe(learner, "learner")
    page = learner.get(reverse("learner-calendar")).content.decode()
    assert address in page and f"webcal://{page.partition('webcal://')[2].split('/')[0]}{address}" in page
    learner.logout()
    answer = learner.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    events = events_of(answer)
    summaries = [str(each["summary"]) for each in events.values()]
    assert any("Classe virtuelle 1" in each for each in summaries)
    work = [each for each in events.values() if "Travail estimé" in str(each["summary"])]
    assert [str(each["summary"]).split(" : ")[1].split(" –")[0] for each in work] == ["3 h", "7 h"]
    assert all(str(each["transp"]) == "TRANSPARENT" for each in work)


def test_the_feed_is_stable_until_something_changes(learner, cast, drain_jobs):
    address = subscribe(learner, "learner")
    first = learner.get(address)
    with clock.moved_by(timedelta(days=1)):
        again = learner.get(address)
        assert again.content == first.content, "UID, DTSTAMP and SEQUENCE do not move by themselves"
        assert learner.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    starts_on = cast.session.starts_on + timedelta(days=14)
    postpone_session(cast.session, starts_on=starts_on, ends_on=starts_on + timedelta(days=30), reason="R", by=None)
    moved = learner.get(address, headers={"if-none-match": first["ETag"]})
    assert moved.status_code == 200
    before, after = events_of(first), events_of(moved)
    assert set(before) <= set(after)
    uid = next(key for key, each in before.items() if "Classe virtuelle" in str(each["summary"]))
    assert (before[uid]["sequence"], after[uid]["sequence"]) == (0, 1)
    assert after[uid].start - before[uid].start == timedelta(days=14)
    cancel_session(cast.session, reason="R", by=None)
    gone = events_of(learner.get(address))
    assert {str(each["status"]) for each in gone.values()} == {"CANCELLED"} and gone[uid]["sequence"] == 2


def test_an_address_is_replaced_and_closed(learner):
    first = subscribe(learner, "learner")
    second = subscribe(learner, "learner")
    assert first != second
    assert learner.get(first).status_code == 404 and learner.get(second).status_code == 200
    learner.post(reverse("calendar-feed-change"), {"scope": "learner", "university": "", "do": "revoke"})
    assert learner.get(second).status_code == 404


@pytest.mark.parametrize("token", ["1", "1-", "x-y", "9" * 40 + "-a", "1-" + "0" * 40, "é-1", "²-1"])
def test_an_address_that_was_made_up_leads_nowhere(learner, token):
    subscribe(learner, "learner")
    assert learner.get(reverse("calendar-feed", args=[token])).status_code == 404


@pytest.mark.requirement("R075")
def test_a_university_and_a_tutor_have_theirs_and_no_learner_is_named_in_it(client, cast):
    cast.open_session()
    cast.order()
    for who, name, scope, slug in (
        (cast.karim, "office-calendar", "university", "broceliande"),
        (cast.malo, "tutor-calendar", "tutor", ""),
    ):
        client.force_login(who)
        assert "Classe virtuelle 1" in client.get(reverse(name)).content.decode()
        answer = client.get(subscribe(client, scope, slug))
        assert len(events_of(answer)) == cast.session.events.count()
        for private in ("Carpentier", "ines@", "Karim", "Malo"):
            assert private not in answer.content.decode()


def test_a_feed_ends_with_the_role_and_the_account(client, cast):
    client.force_login(cast.karim)
    address = subscribe(client, "university", "broceliande")
    assert client.get(address).status_code == 200
    cast.karim.appointments.all().delete()
    assert client.get(address).status_code == 404
    client.force_login(cast.ines)
    own = subscribe(client, "learner")
    cast.ines.is_active = False
    cast.ines.save()
    client.logout()
    assert client.get(own).status_code == 404


def test_who_may_not_have_which_calendar(client, cast):
    change = reverse("calendar-feed-change")
    assert client.post(change, {"scope": "learner"}).status_code == 302
    client.force_login(cast.valerie)
    for given, status in (
        ({"scope": "university", "university": "broceliande", "do": "new"}, 403),
        ({"scope": "university", "university": "", "do": "new"}, 403),
        ({"scope": "nothing", "do": "new"}, 404),
    ):
        assert client.post(change, given).status_code == status
    assert not CalendarFeed.objects.exists()
    assert client.get(reverse("tutor-calendar")).status_code == 403
    client.force_login(cast.ines)
    assert client.get(reverse("office-calendar")).status_code == 404
    assert client.get(reverse("tutor-calendar")).status_code == 404


def test_somebody_elses_order_and_dates_are_not_there(learner, cast):
    order = cast.session.orders.get()
    assert learner.get(reverse("order-new-dates", args=[order.number])).status_code == 404, "nothing was postponed"
    stranger = person("zoe", "Zoé", "Autre")
    learner.force_login(stranger)
    assert learner.get(reverse("order-new-dates", args=[order.number])).status_code == 404
    assert "Rien n’est prévu" in learner.get(reverse("learner-calendar")).content.decode()


def test_new_dates_are_refused_free_of_charge(learner, cast, drain_jobs):
    order = cast.session.orders.get()
    with clock.moved_by(timedelta(minutes=1)):
        starts_on = cast.session.starts_on + timedelta(days=14)
        postpone_session(cast.session, starts_on=starts_on, ends_on=starts_on + timedelta(days=30), reason="R", by=None)
        assert "Ces dates ne me conviennent pas" in learner.get(reverse("learner-calendar")).content.decode()
        page = learner.get(reverse("order", args=[order.number])).content.decode().replace("\u00a0", " ")
        assert "Votre session est reportée" in page and long_date(starts_on).replace("\u00a0", " ") in page.replace(
            "\u202f", " "
        )
        assert "tout ce qui a été payé est rendu sous 14 jours" in page
        here = reverse("order-new-dates", args=[order.number])
        assert "sans frais" in learner.get(here).content.decode()
        assert learner.post(here).status_code == 302
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert learner.get(here).status_code == 404


def test_the_calendar_asks_a_constant_number_of_questions(learner, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        learner.get(reverse("learner-calendar"))
