from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.utils import timezone

from microcert.foundation import clock
from microcert.foundation.models import ClockShift


def close(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=5)


def test_the_clock_tells_the_time():
    assert close(clock.now(), timezone.now())
    assert clock.now().tzinfo is not None


def test_it_is_moved_for_a_block_and_comes_back():
    before = clock.now()
    with clock.moved_by(timedelta(days=15)):
        assert close(clock.now(), before + timedelta(days=15))
        with clock.moved_by(timedelta(days=1)):
            assert close(clock.now(), before + timedelta(days=16))
        assert close(clock.now(), before + timedelta(days=15))
    assert close(clock.now(), before)


def test_it_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.moved_by(timedelta(days=15)):
        raise ZeroDivisionError
    assert close(clock.now(), timezone.now())


def test_it_is_moved_to_a_moment_and_goes_on_running():
    moment = datetime(2027, 1, 4, 8, tzinfo=UTC)
    with clock.moved_to(moment):
        assert close(clock.now(), moment)
        assert clock.now() < clock.now() + timedelta(microseconds=1)


def test_the_day_is_that_of_the_place_where_the_consortium_works():
    with clock.moved_to(datetime(2026, 11, 16, 23, 30, tzinfo=UTC)):
        assert clock.today().isoformat() == "2026-11-17", "in Paris it is half past midnight"
    assert clock.day_of(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)).isoformat() == "2026-07-02"


def test_another_thread_keeps_its_own_time():
    seen = []
    with clock.moved_by(timedelta(days=15)):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert close(seen[0], timezone.now())


@pytest.mark.django_db
def test_a_demonstration_moves_it_for_every_process():
    with clock.following_the_demonstration():
        assert close(clock.now(), timezone.now())
    ClockShift.move(timedelta(days=15))
    ClockShift.move(timedelta(days=20))
    assert close(clock.now(), timezone.now()), "only requests and jobs of a demonstration follow it"
    with clock.following_the_demonstration():
        assert close(clock.now(), timezone.now() + timedelta(days=20))


def test_a_day_is_that_day_on_both_sides_of_summer_time():
    winter_night = datetime(2026, 11, 24, 22, 41, tzinfo=UTC)
    with clock.moved_to(winter_night), clock.on_day(date(2026, 9, 30)):
        assert clock.today() == date(2026, 9, 30)
