"""The leaflet of a training: two printed pages to hand out. Not a sealed document: it is made again when a version changes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.documents.render import render
from microcert.web.frame.wording import euros, hours, long_date

from .fact_sheet import FactSheet, fact_sheet
from .structured import absolute

KEPT_FOR = 24 * 3600


@require_safe
def leaflet(request: HttpRequest, slug: str) -> HttpResponse:
    sheet = fact_sheet(slug)
    response = HttpResponse(pdf_of(sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}.pdf"'
    return response


def pdf_of(sheet: FactSheet) -> bytes:
    """The leaflet (PDF/UA-1), rendered once for the same content: making it again for each visitor would be a burden."""
    with translation.override("fr"):
        content = content_of(sheet)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    key = f"leaflet-{sheet.version.pk}-{sheet.producer.pk}-{digest}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = render("training_leaflet", content, letterhead=sheet.producer, title=sheet.version.title, lang="fr")
        cache.set(key, kept, KEPT_FOR)
    return kept


def content_of(sheet: FactSheet) -> dict[str, Any]:
    version = sheet.version
    return {
        "training": version.title,
        "summary": version.summary,
        "address": absolute(reverse("training", args=[version.training.slug])),
        "hours": hours(version.minutes),
        "aim": str(version.get_aim_display()),
        "level": str(version.eqf_level or ""),
        "audience": version.audience,
        "prerequisites": version.prerequisites,
        "equipment": version.equipment,
        "access_delay": version.access_delay,
        "competencies": [
            {"title": f"{competency.code}. {competency.title}", "outcomes": [outcome.text for outcome in outcomes]}
            for competency, outcomes in sheet.competencies
        ],
        "workload": [[str(row.label), row.when, hours(row.minutes)] for row in sheet.workload],
        "assessment": [[str(label), words] for label, words in sheet.rules],
        "tariffs": [[tariff.label, euros(tariff.price_cents)] for tariff in [*sheet.tariffs, *sheet.company_tariffs]],
        "mode": _("Entièrement à distance") if sheet.is_all_remote else _("À distance et sur site"),
        "sessions": [
            _("Du %(start)s au %(end)s")
            % {"start": long_date(each.session.starts_on), "end": long_date(each.session.ends_on)}
            for each in sheet.choices
        ],
        "results": _results(sheet),
        "trainers": [", ".join(filter(None, each)) for each in sheet.trainers],
        "contact": f"{sheet.producer.office_email}, {sheet.producer.office_phone}",
        "expert": f"{version.expert_name}, {version.expert_title}",
        "disability": [
            sheet.producer.disability_contact_name,
            sheet.producer.disability_contact_email,
            sheet.producer.disability_contact_phone,
        ],
        "registry_number": version.registry_number,
        "registered_until": long_date(version.registered_until) if version.registered_until else "",
        "updated_on": long_date(version.updated_on) if version.updated_on else "",
        "framework": version.framework_version.version,
    }


def _results(sheet: FactSheet) -> list[str]:
    """As on the page: with their base, or not at all (indicators under ten people tell of people)."""
    if not sheet.results.is_publishable:
        return []
    rates = ((_("Achèvement"), sheet.results.completion), (_("Réussite"), sheet.results.success))
    words = _("%(name)s : %(percent)s %% (%(reached)s sur %(base)s)")
    return [
        words % {"name": name, "percent": rate.percent, "reached": rate.reached, "base": rate.base}
        for name, rate in rates
    ]


urlpatterns = [path("formations/<slug:slug>/fiche.pdf", leaflet, name="training-leaflet")]
