from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.foundation.models import JournalEntry, JournalHead
from microcert.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return User.objects.create_user("ines@example.test", given_names="Inès", family_name="Carpentier")


@action
def note(verb, subject, by=None, **facts):
    journal.write(verb, subject, by=by, **facts)


@pytest.fixture
def five(person):
    for number in range(5):
        note("people.greeted", person, by=person if number else None, number=number)


def edit(sql: str, *values: object) -> None:
    """Behind the platform's back, as someone with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_action_leaves_an_entry_that_names_keys_not_people(person):
    note("people.greeted", person, by=person, cents=12)
    entry = JournalEntry.objects.get()
    assert (entry.number, entry.verb, entry.facts) == (1, "people.greeted", {"cents": 12})
    assert entry.subject == entry.actor == f"people.user:{person.pk}"
    assert entry.previous == journal.GENESIS
    assert "Carpentier" not in str(entry.__dict__)


def test_what_the_platform_does_by_itself_says_so(person):
    note("people.greeted", person)
    assert JournalEntry.objects.get().actor == "platform"


def test_nothing_is_written_outside_an_action(person):
    with pytest.raises(RuntimeError, match="inside an @action"):
        journal.write("people.greeted", person, by=None)


def test_actions_within_an_action_write_one_page_in_order(person):
    @action
    def outer():
        note("first", person)
        journal.write("second", person, by=None)
        note("third", person)

    outer()
    assert list(JournalEntry.objects.order_by("number").values_list("verb", flat=True)) == ["first", "second", "third"]
    assert JournalHead.objects.get().count == 3


def test_an_action_that_fails_leaves_no_trace(person):
    @action
    def failing():
        journal.write("people.greeted", person, by=None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert not JournalEntry.objects.exists() and journal.verify().holds


def test_the_chain_holds(five):
    check = journal.verify()
    assert check.holds and check.entries == 5 and check.head == JournalHead.objects.get().hash


def test_an_empty_journal_holds():
    assert journal.verify() == journal.Check(0, journal.GENESIS)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "people.insulted"),
        ("subject", "people.user:999"),
        ("actor", "people.user:999"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("previous", "f" * 64),
        ("hash", "f" * 64),
        ("facts", '{"number": 99}'),
    ],
)
def test_any_edited_column_is_found(five, column, value):
    edit(f"UPDATE foundation_journalentry SET {column} = %s WHERE number = 3", value)
    check = journal.verify()
    assert (check.broken_at, check.reason) == (3, "the entry was edited")


def test_a_removed_entry_is_found(five):
    edit("DELETE FROM foundation_journalentry WHERE number = 3")
    assert journal.verify().broken_at == 3


def test_entries_cut_off_the_end_are_found(five):
    edit("DELETE FROM foundation_journalentry WHERE number = 5")
    assert journal.verify().broken_at == 5


def test_an_entry_added_by_hand_is_found(five):
    edit(
        "INSERT INTO foundation_journalentry (number, at, verb, subject, actor, facts, previous, hash) "
        "SELECT 6, at, verb, subject, actor, facts, hash, %s FROM foundation_journalentry WHERE number = 5",
        "e" * 64,
    )
    assert journal.verify().broken_at == 6


def test_the_platform_itself_cannot_rewrite_it(five):
    with pytest.raises(TypeError, match="append-only"):
        JournalEntry.objects.filter(number=3).update(verb="other")
    with pytest.raises(TypeError, match="append-only"):
        JournalEntry.objects.all().delete()


def test_the_command_says_where_it_breaks_and_knows_a_head_kept_elsewhere(five):
    out = StringIO()
    call_command("journal_verify", stdout=out)
    assert "5 entries, the chain holds" in out.getvalue()
    kept = JournalEntry.objects.get(number=4).hash
    call_command("journal_verify", expect=kept, stdout=out)
    with pytest.raises(CommandError, match="rewritten"):
        call_command("journal_verify", expect="0" * 63 + "1", stdout=out)
    edit("UPDATE foundation_journalentry SET verb = 'x' WHERE number = 2")
    with pytest.raises(CommandError, match="Broken at entry 2"):
        call_command("journal_verify", stdout=out)
