"""Drawings, citations and texts, as templates ask for them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template

from microcert.web.frame import drawings
from tests.frame.conftest import BRAND


def draw(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_an_icon_is_hidden_beside_text_and_named_alone() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "check" %}')
    named = draw('{% icon "check" "Fait \\"ici\\"" %}')
    assert 'role="img" aria-label="Fait &quot;ici&quot;"' in named and "aria-hidden" not in named


def test_an_unknown_icon_is_reported_but_takes_no_page_down(caplog: pytest.LogCaptureFixture) -> None:
    drawings._drawing.cache_clear()
    drawings.log.propagate = True
    assert "<path" not in draw('{% icon "unicorn" %}')
    assert "unicorn" in caplog.text


def test_the_mark_is_always_followed_by_its_words() -> None:
    assert draw("{% mark %}", brand=BRAND).endswith("</svg>Micro-B</span>")


def test_a_consortium_may_bring_its_own_sign() -> None:
    assert "<svg" in draw("{% brand_sign %}", brand=BRAND)
    assert (
        draw("{% brand_sign %}", brand=SimpleNamespace(sign_url="/s.svg"))
        == '<img src="/s.svg" alt="" width="38" height="38">'
    )


@pytest.mark.parametrize(
    ("hours", "most", "end"), [(14, 30, 138), (30, 30, 298), (45, 30, 298), (1, 30, 8), (7.5, 30, 73)]
)
def test_the_gauge_lights_one_brick_an_hour(hours: float, most: int, end: int) -> None:
    assert f'class="on" d="M0 5H{end}"' in drawings.hours_gauge(hours, most)


def test_an_empty_gauge_lights_nothing() -> None:
    assert "on" not in re.findall(r'class="(\w+)"', drawings.hours_gauge(0))


def test_the_wall_gives_each_milestone_its_share_of_the_width() -> None:
    wall = draw("{% wall steps %}", steps=[(120, "done"), (180, "now"), (120, "todo")])
    assert re.findall(r'class="(\w+)" x="(\d+)" width="(\d+)"', wall) == [
        ("done", "0", "394"),
        ("now", "400", "594"),
        ("todo", "1000", "400"),
    ]
    assert "<rect" not in draw("{% wall steps %}", steps=[])


def test_a_status_has_an_icon_and_words() -> None:
    shown = draw('{% status "ok" "Signé" %}{% status "wait" "bell-fill" "À donner" %}')
    assert shown.count("<svg") == 2 and "uc-status is-ok" in shown and "À donner" in shown


def test_a_clause_leads_to_its_text_and_another_source_stands_as_it_is() -> None:
    assert 'href="/cadre/#clause-6.1"' in draw('{% cite "6.1" "jury" %}')
    assert "Cadre commun, §\u00a06.1 (jury)" in draw('{% cite "§ 6.1" "jury" %}')
    assert (
        draw('{% cite "Code du travail, art. L. 6353-5" %}')
        == '<span class="uc-cite">Code du travail, art. L. 6353-5</span>'
    )


def test_bars_share_one_scale_and_count_in_words() -> None:
    bars = draw('{% tally_bars rows "contrat" "contrats" %}', rows=[("Valmère", 1), ("Vous", 12, True)])
    assert "1 contrat<" in bars and "12 contrats<" in bars and "<strong>Vous</strong>" in bars
    assert bars.count('viewBox="0 0 118 10"') == 2


def test_values_are_escaped_wherever_they_go() -> None:
    evil = "<script>alert(1)</script>"
    source = (
        '{% status "ok" x %}{% note "wait" x %}{{ x }}{% endnote %}{% empty x %}{% endempty %}{% cite x %}{% icon "check" x %}'
        "{% breadcrumb x x x %}{{ x|markdown }}{{ x|typo }}{% tally_bars rows x x %}{% mark %}"
    )
    assert "<script" not in draw(source, x=evil, rows=[(evil, 2)], brand=SimpleNamespace(mark=evil))


def test_markdown_is_lowered_framed_and_harmless() -> None:
    text = "## Un\n\n### Deux\n\n|a|b|\n|---|--:|\n|1|2|\n\n<b onclick=x>gras</b> [x](javascript:alert(1)) ![y](https://ailleurs.example/y.png)"
    shown = draw("{{ text|markdown }}", text=text)
    assert "<h3>Un</h3>" in shown and "<h4>Deux</h4>" in shown
    assert '<th class="r" scope="col">b</th>' in shown and 'role="region"' in shown
    assert "style=" not in shown and "<b " not in shown and 'href="javascript' not in shown and "<img" not in shown


def test_the_breadcrumb_ends_on_the_current_page() -> None:
    trail = draw('{% breadcrumb "Catalogue" "/c/" "Titre" %}')
    assert '<a href="/c/">Catalogue</a>' in trail and 'aria-current="page">Titre</li>' in trail
