"""Tags and filters of the frame, loaded everywhere (settings name this module among the template builtins).

Each is a thin door on ``drawings`` (SVG) or ``wording`` (text); README.md of the room shows them in use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from microcert.web.frame import drawings, wording
from microcert.web.frame.markup import HIGHEST_HEADING, render_markdown

register = template.Library()
register.simple_tag(drawings.icon)
register.simple_tag(drawings.hours_gauge)

STATUS_ICONS = {
    "ok": "check-circle-fill",
    "wait": "hourglass-split",
    "stop": "x-circle-fill",
    "info": "info-circle-fill",
    "": "clock",
}


@register.simple_tag(takes_context=True)
def mark(context: Context) -> SafeString:
    """The certifying mark: the figure, always followed by its words (framework, 13.3)."""
    return drawings.mark(getattr(context.get("brand"), "mark", ""))


@register.simple_tag(takes_context=True)
def brand_sign(context: Context) -> SafeString:
    """The sign of the brand: the consortium's own image if its ``brand`` has a ``sign_url``, else the brick figure."""
    if url := getattr(context.get("brand"), "sign_url", ""):
        return format_html('<img src="{}" alt="" width="38" height="38">', url)
    return drawings.SIGN


@register.simple_tag
def wall(steps: Iterable[Any]) -> SafeString:
    """Milestone wall from (minutes, state) pairs, or from objects that have ``minutes`` and ``state``."""
    return drawings.wall(
        (step.minutes, step.state) if hasattr(step, "minutes") else (step[0], step[1]) for step in steps
    )


@register.simple_tag
def status(kind: str, icon: str, text: str = "") -> SafeString:
    """Words with an icon on a soft ground. ``{% status "ok" "Signé" %}`` picks the icon of the kind itself."""
    if not text:
        icon, text = STATUS_ICONS.get(kind, "clock"), icon
    css = f"uc-status is-{kind}" if kind else "uc-status"
    return format_html('<span class="{}">{}{}</span>', css, drawings.icon(icon), text)


@register.simple_tag(takes_context=True)
def cite(context: Context, clause: object, subject: str = "") -> SafeString:
    """A clause of the common framework (« Cadre commun, § 6.1 (jury) »), linked to its text where that page exists.

    What does not begin with a figure (« Code du travail, art. L. 6353-5 ») is another source: it stands as it is.
    """
    number = str(getattr(clause, "number", clause)).removeprefix("§").strip()
    subject = subject or getattr(clause, "subject", "")
    if not number[:1].isdigit():
        return format_html('<span class="uc-cite">{}</span>', number)
    framework = getattr(context.get("brand"), "framework_name", "") or _("Cadre commun")
    words = f"{framework}, §{wording.NB}{number}" + (f" ({subject})" if subject else "")
    try:
        return format_html('<a class="uc-cite" href="{}#clause-{}">{}</a>', reverse("framework"), number, words)
    except NoReverseMatch:
        return format_html('<span class="uc-cite">{}</span>', words)


@register.inclusion_tag("frame/components/tally_bars.html")
def tally_bars(rows: Iterable[Any], one: str, many: str, capacity: int = 0) -> dict[str, object]:
    """Bars of bricks: ``{% tally_bars rows "contrat" "contrats" %}``, rows being (label, count[, is_yours])."""
    return {"rows": drawings.tally_rows(rows, capacity), "one": one, "many": many}


@register.inclusion_tag("frame/components/breadcrumb.html")
def breadcrumb(*parts: object) -> dict[str, object]:
    """``{% breadcrumb "Catalogue" catalogue_url training.title %}``: label and address pairs, then the current page."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=False))
    return {"ancestors": pairs, "current": parts[-1]}


@register.simple_block_tag
def note(content: SafeString, kind: str = "info", title: str = "", icon: str = "") -> SafeString:
    """A message block: ``{% note "wait" "Il reste une décision" %}<p>…</p>{% endnote %}``."""
    css = "uc-note" if kind == "info" else f"uc-note is-{kind}"
    names = {"ok": "check-circle-fill", "wait": "exclamation-circle-fill", "stop": "exclamation-triangle-fill"}
    heading = format_html('<strong class="t">{}</strong>', title) if title else ""
    drawn = drawings.icon(icon or names.get(kind, "info-circle-fill"))
    return format_html('<div class="{}">{}<div>{}{}</div></div>', css, drawn, heading, content)


@register.simple_block_tag
def empty(content: SafeString, title: str, level: int = 3) -> SafeString:
    """An empty state: what there is not, then what to do: ``{% empty "Aucun dossier" %}<p>…</p>{% endempty %}``.

    `level` is 2 where no h2 stands above it.
    """
    return format_html('<div class="uc-empty"><h{0} class="uc-h3">{1}</h{0}>{2}</div>', level, title, content)


@register.simple_block_tag
def typographic(content: SafeString) -> SafeString:
    """Set French spaces and apostrophes in a block of HTML. The base template wraps every page in it."""
    return SafeString(wording.typography(content)) if wording.is_french() else content


@register.filter
def typo(text: str) -> SafeString:
    """French spaces and apostrophes in one value, for fragments that the base template does not wrap."""
    escaped = conditional_escape(text)
    return SafeString(wording.typography(escaped)) if wording.is_french() else escaped


@register.simple_tag
def content_lang(language: str = "fr") -> SafeString:
    """` lang="fr"` for an element whose words are a training's or a binding text's, on a page in another language (WCAG 3.1.2)."""
    return format_html(' lang="{}"', language) if _is_foreign(language) else SafeString("")


@register.filter
def in_content_lang(text: Any, language: str = "fr") -> SafeString:
    """The same for a few words inside a sentence."""
    return (
        format_html('<span lang="{}">{}</span>', language, text) if _is_foreign(language) else conditional_escape(text)
    )


def _is_foreign(language: str) -> bool:
    return not (get_language() or "fr").startswith(language[:2])


@register.simple_tag
def colon() -> str:
    """A colon after words that a template joins: with its space before it in French, without one elsewhere."""
    return f"{wording.NB}:" if wording.is_french() else ":"


@register.filter
def quoted(text: Any) -> SafeString:
    """« Acquis », or “Acquis” on an English page."""
    return format_html(f"«{wording.NB}{{}}{wording.NB}»" if wording.is_french() else "“{}”", text)


@register.filter
def in_sentence(university: Any) -> str:
    """A university's name inside a sentence: French puts its article before it."""
    return str(university.article if wording.is_french() else university.name)


@register.filter
def markdown(text: str | None, highest_heading: int = HIGHEST_HEADING) -> SafeString:
    """Training content written in Markdown, raw HTML shown as text. `text|markdown:2` where no h2 stands above it."""
    return render_markdown(text or "", highest_heading=highest_heading)


@register.filter
def euros(cents: int | None) -> str:
    """Cents → « 420 € »; nothing for None."""
    return "" if cents is None else wording.euros(cents)


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes → « 1 h 30 »; nothing for None."""
    return "" if minutes is None else wording.hours(minutes)


@register.filter(expects_localtime=True)
def long_date(day: dt.date | None, option: str = "") -> str:
    """« 1er février 2027 »; ``long_date:"weekday"`` puts « lundi » before it."""
    return wording.long_date(day, weekday=option == "weekday") if day else ""


@register.filter(expects_localtime=True)
def short_date(day: dt.date | None) -> str:
    """« 1er févr. 2027 »."""
    return wording.short_date(day) if day else ""


@register.filter(expects_localtime=True)
def datetime_long(moment: dt.datetime | None) -> str:
    """« jeudi 26 novembre 2026, 23 h 59 »."""
    return wording.datetime_long(moment) if moment else ""


@register.filter(expects_localtime=True)
def clock_time(moment: dt.datetime | dt.time | None) -> str:
    """« 12 h 30 »."""
    return wording.clock_time(moment) if moment else ""


@register.filter(expects_localtime=True)
def agenda_day(day: dt.date | None) -> SafeString | str:
    """The date of an agenda line, number above month, for ``.uc-agenda``."""
    if not day:
        return ""
    number: str | SafeString = wording.day_number(day)
    if number == "1er":
        number = SafeString("1<sup>er</sup>")
    return format_html('<time datetime="{}"><b>{}</b>{}</time>', f"{day:%Y-%m-%d}", number, wording.short_month(day))


@register.filter
def filesize_fr(octets: int | None) -> str:
    """Bytes → « 184 Ko » (or "184 KB")."""
    return "" if octets is None else wording.filesize(octets)
