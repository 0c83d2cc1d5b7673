"""Amounts, durations, dates and sizes as a reader of either language expects them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from microcert.web.frame import wording

NB = "\u00a0"
DAY = dt.date(2027, 2, 1)


def plain(text: str) -> str:
    return text.replace(NB, " ")


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (42000, "420 €", "€420"),
        (12950, "129,50 €", "€129.50"),
        (123456700, "1 234 567 €", "€1,234,567"),
        (-5, "−0,05 €", "−€0.05"),
        (0, "0 €", "€0"),
    ],
)
def test_an_amount_is_written_in_the_language_of_the_page(cents: int, french: str, english: str) -> None:
    assert plain(wording.euros(cents)) == french
    with translation.override("en"):
        assert wording.euros(cents) == english


@given(st.integers(-(10**12), 10**12))
def test_no_amount_loses_a_cent_in_writing(cents: int) -> None:
    written = wording.euros(cents).replace(NB, "").replace("€", "").replace("−", "-").replace(",", ".")
    assert round(float(written) * 100) == cents


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        (120, "2 h", "2 h"),
        (90, "1 h 30", "1 h 30 min"),
        (45, "45 min", "45 min"),
        (65, "1 h 05", "1 h 5 min"),
        (0, "0 h", "0 h"),
    ],
)
def test_a_duration_is_written_in_hours(minutes: int, french: str, english: str) -> None:
    assert plain(wording.hours(minutes)) == french
    with translation.override("en"):
        assert plain(wording.hours(minutes)) == english


def test_the_first_of_a_month_is_premier_in_french_only() -> None:
    assert plain(wording.long_date(DAY)) == "1er février 2027"
    assert plain(wording.long_date(DAY, weekday=True)) == "lundi 1er février 2027"
    assert plain(wording.short_date(DAY)) == "1er févr. 2027"
    with translation.override("en"):
        assert plain(wording.long_date(DAY, weekday=True)) == "Monday 1 February 2027"


def test_a_moment_is_shown_at_the_hour_of_the_reader() -> None:
    midnight_in_paris = dt.datetime(2026, 11, 26, 22, 59, tzinfo=dt.UTC)
    shown = Template("{{ moment|datetime_long }}").render(Context({"moment": midnight_in_paris}))
    assert plain(shown) == "jeudi 26 novembre 2026, 23 h 59"
    with translation.override("en"):
        shown = Template("{{ moment|datetime_long }}").render(Context({"moment": midnight_in_paris}))
    assert plain(shown) == "Thursday 26 November 2026, 23:59"


def test_nothing_is_written_for_what_is_not_known() -> None:
    source = "{{ x|euros }}{{ x|hours }}{{ x|long_date }}{{ x|short_date }}{{ x|datetime_long }}{{ x|clock_time }}{{ x|filesize_fr }}{{ x|agenda_day }}{{ x|markdown }}"
    assert Template(source).render(Context({"x": None})) == ""


@pytest.mark.parametrize(
    ("octets", "written"),
    [
        (0, "0 octets"),
        (999, "999 octets"),
        (184_000, "184 Ko"),
        (999_600, "1 Mo"),
        (1_234_567, "1,2 Mo"),
        (20_000_000, "20 Mo"),
    ],
)
def test_a_file_says_its_size(octets: int, written: str) -> None:
    assert plain(wording.filesize(octets)) == written


def test_french_spaces_are_set_in_text_and_never_in_tags_or_code() -> None:
    source = (
        """<a href="/x ? y : z" title='l"a'>Voici : « oui » ?</a> 14 h 30, 12 Ko, § 6.1, l'art. L'"""
        """<code>a : b</code><textarea>c'est ?</textarea><!-- n'en parlons ; plus -->"""
    )
    assert wording.typography(source) == (
        f"""<a href="/x ? y : z" title='l"a'>Voici{NB}: «{NB}oui{NB}»{NB}?</a> 14{NB}h{NB}30, 12{NB}Ko, §{NB}6.1, l’art. L’"""
        """<code>a : b</code><textarea>c'est ?</textarea><!-- n'en parlons ; plus -->"""
    )


@given(st.text(alphabet="a1 '«»;:!?%€hms§<>&\n", max_size=60))
def test_setting_french_spaces_twice_changes_nothing_more(text: str) -> None:
    once = wording.typography(text)
    assert wording.typography(once) == once


def test_the_english_page_keeps_its_own_typography() -> None:
    source = Template("{% typographic %}It's « so » : yes{% endtypographic %}")
    with translation.override("en"):
        assert source.render(Context()) == "It's « so » : yes"
