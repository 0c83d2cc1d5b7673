"""What search engines and partners' sites read in a page: schema.org as JSON-LD.

The block is data and not a script, so that the strict content policy lets it stand; what could close it is escaped.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from microcert.catalogue.queries import Found
from microcert.consortium.models import University

from .fact_sheet import Choice, FactSheet
from .links import training_addresses

_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def picture() -> str:
    """The picture that stands beside a shared link: it must be a bitmap and have a whole address."""
    return absolute(static("frame/images/shared-link.png"))


def block(described: dict[str, Any]) -> SafeString:
    """A description as the text of an `application/ld+json` block: no character of it can end the block."""
    text = json.dumps({"@context": "https://schema.org", **described}, ensure_ascii=False)
    return SafeString(text.translate(_ESCAPED))


def training_block(sheet: FactSheet) -> SafeString:
    """A training as a Course with its sessions, its tariffs and the credential that it leads to.

    What Google asks of a Course stands in the test; a training without a session is still given somewhere, at some time.
    """
    version, address = sheet.version, absolute(reverse("training", args=[sheet.version.training.slug]))
    described: dict[str, Any] = {
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": version.title,
        "description": version.summary,
        "image": picture(),
        "inLanguage": version.language,
        "timeRequired": duration(version.minutes),
        "provider": _university(sheet.producer),
        # Its producer's expert has published it (framework, 6.2).
        "publisher": _university(sheet.producer),
        "about": str(version.get_family_display()),
        "coursePrerequisites": version.prerequisites,
        "audience": {"@type": "Audience", "audienceType": version.audience},
        "keywords": version.keywords,
        "teaches": [outcome.text for _competency, outcomes in sheet.competencies for outcome in outcomes],
        "educationalCredentialAwarded": _credential(sheet),
        "offers": [
            {
                "@type": "Offer",
                "name": tariff.label,
                "url": address,
                "category": "Paid",
                "price": f"{tariff.price_cents // 100}.{tariff.price_cents % 100:02}",
                "priceCurrency": "EUR",
            }
            for tariff in [*sheet.tariffs, *sheet.company_tariffs]
        ],
        "hasCourseInstance": [_dated(sheet, choice) for choice in sheet.choices] or [_instance(sheet)],
    }
    if version.updated_on:
        described["dateModified"] = version.updated_on.isoformat()
    if version.eqf_level:
        described["educationalLevel"] = _level(version.eqf_level)
    return block(described)


def list_block(rows: list[Found], first: int) -> SafeString:
    """The trainings of a slice of the catalogue, in their order."""
    address_of = training_addresses()
    items = [
        {"@type": "ListItem", "position": place, "name": row.title, "url": absolute(address_of(row.slug))}
        for place, row in enumerate(rows, start=first)
    ]
    return block({"@type": "ItemList", "itemListElement": items})


def duration(minutes: int) -> str:
    """ISO 8601: 90 minutes are PT1H30M."""
    hours, rest = divmod(minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest or not hours else ''}"


def _university(university: University) -> dict[str, Any]:
    return {
        "@type": "CollegeOrUniversity",
        "name": university.name,
        "url": university.website or absolute(reverse("university", args=[university.slug])),
        "address": {
            "@type": "PostalAddress",
            "addressLocality": university.city,
            "addressRegion": university.region,
            "addressCountry": university.country,
        },
    }


def _level(level: int) -> dict[str, str]:
    return {"@type": "DefinedTerm", "inDefinedTermSet": "European Qualifications Framework", "name": f"EQF {level}"}


def _credential(sheet: FactSheet) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "EducationalOccupationalCredential",
        "name": sheet.version.title,
        "credentialCategory": "micro-credential",
        "recognizedBy": _university(sheet.producer),
        "competencyRequired": [competency.title for competency, _outcomes in sheet.competencies],
    }
    if sheet.version.eqf_level:
        described["educationalLevel"] = _level(sheet.version.eqf_level)
    return described


def _instance(sheet: FactSheet) -> dict[str, Any]:
    """What is the same of all sessions."""
    return {
        "@type": "CourseInstance",
        "courseMode": "Online" if sheet.is_all_remote else "Blended",
        "courseWorkload": duration(sheet.version.minutes),
        "inLanguage": sheet.version.language,
        "instructor": {"@type": "Person", "name": sheet.version.expert_name, "jobTitle": sheet.version.expert_title},
        "organizer": _university(sheet.producer),
    }


def _dated(sheet: FactSheet, choice: Choice) -> dict[str, Any]:
    session = choice.session
    return _instance(sheet) | {
        "name": session.code,
        "startDate": session.starts_on.isoformat(),
        "endDate": session.ends_on.isoformat(),
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": choice.seats_left,
    }
