"""The certificate page: a record and a look become the values of ``certificate.typ``, then a PDF with attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING
from typing import Any

from credseal.pdf.casting import cast, qr_code, with_code
from credseal.pdf.compile import Attachment
from credseal.record import AwardRecord
from credseal.text import plain_number

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_LABELS: dict[str, dict[str, str]] = {
    "fr": {
        "certifies": "{body} certifie que", "earned": "a obtenu la micro-certification",
        "born": "Naissance : {day}", "born_at": "Naissance : {day}, {place}",
        "competencies": "Compétences et aptitudes certifiées", "level": "Niveau atteint",
        "issued": "Délivré le", "place": "Lieu", "eqf": "Niveau", "workload": "Volume", "assessment": "Évaluation",
        "participation": "Modalité", "validity": "Validité", "with": "Avec",
        "eqf_value": "{level}, cadre européen des certifications", "hours": "{hours} h de travail estimé",
        "credits": "{hours} h de travail estimé, {ects} ECTS", "unlimited": "Illimitée", "until": "Jusqu’au {day}",
        "signed": "Signé électroniquement le {day} à {time}, cachet de l’établissement",
        "expert": "Expertise pédagogique", "jury": "Jury du {day}", "verify": "Vérifier ce certificat",
        "number": "N° {number}", "faith": "Seul le fichier signé fait foi ; une impression vaut copie.",
        "bricks": "Une brique vaut une heure : {hours} sur les {most} que peut compter une formation.",
        "qr": "Code QR menant à {url}", "document": "Certificat {number}, {name}",
    },
    "en": {
        "certifies": "{body} certifies that", "earned": "has earned the micro-credential",
        "born": "Born {day}", "born_at": "Born {day}, {place}",
        "competencies": "Certified competencies and skills", "level": "Level reached",
        "issued": "Issued on", "place": "Place", "eqf": "Level", "workload": "Workload", "assessment": "Assessment",
        "participation": "Participation", "validity": "Validity", "with": "With",
        "eqf_value": "{level}, European Qualifications Framework", "hours": "{hours} h of estimated work",
        "credits": "{hours} h of estimated work, {ects} ECTS", "unlimited": "Unlimited", "until": "Until {day}",
        "signed": "Signed electronically on {day} at {time}, seal of the institution",
        "expert": "Pedagogical expert", "jury": "Jury of {day}", "verify": "Verify this certificate",
        "number": "No. {number}", "faith": "Only the signed file is authentic; a print-out is a copy.",
        "bricks": "One brick is one hour: {hours} of the {most} that a training may have.",
        "qr": "QR code leading to {url}", "document": "Certificate {number}, {name}",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLook:
    """Everything on the page that is not in the record: letterhead and brand. Nothing of it is built in.

    ``logo_svg`` and ``mark_svg`` are SVG texts drawn in 15 mm squares; colours are ``#rrggbb``. ``certifies`` is the
    opening sentence ("L’Université de Hauterive certifie que"), made from the name when absent.
    """

    logo_svg: str
    mark_svg: str
    mark_name: str
    footer: str
    subtitle: str = ""
    certifies: str | None = None
    most_hours: int = 30
    heading_colour: str = "#0b3b43"
    brick_colour: str = "#0b5560"
    ink: str = "#14272b"
    quiet_ink: str = "#47585b"
    line_colour: str = "#d3dbd7"


def certificate_pdf(record: AwardRecord, look: CertificateLook, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The unsealed certificate (one A4 landscape page). Equal arguments give equal bytes.

    Pages that differ in the learner's name, birth, number and addresses alone come from one mould, see ``casting``.
    """
    return cast(_values(record, look), record, attachments)


def certificate_data(record: AwardRecord, look: CertificateLook) -> dict[str, Any]:
    """The values of ``certificate.typ``: sentences ready to print, in the record's language."""
    return with_code(_values(record, look), qr_code(record.url))


def _values(record: AwardRecord, look: CertificateLook) -> dict[str, Any]:
    lang = record.language[:2] if record.language[:2] in _LABELS else "fr"
    label = _LABELS[lang]
    hours = int(record.workload_hours.to_integral_value(ROUND_CEILING))
    return {
        "credential_id": record.credential_id,
        "document_title": label["document"].format(number=record.number, name=record.learner.full_name),
        "colours": {
            "heading": look.heading_colour, "brick": look.brick_colour, "ink": look.ink,
            "quiet": look.quiet_ink, "line": look.line_colour,
        },
        "letterhead": {"name": record.issuer.name, "subtitle": look.subtitle, "logo": look.logo_svg},
        "mark": {"name": look.mark_name, "svg": look.mark_svg},
        "bricks": {"done": min(hours, look.most_hours), "most": look.most_hours},
        "opening": look.certifies or label["certifies"].format(body=record.issuer.name),
        "holder": record.learner.full_name,
        "birth": _birth(record, label, lang),
        "earned": label["earned"],
        "title": record.title,
        "competencies": [{"title": item.title, "level": item.level.label} for item in record.competencies],
        "labels": {"competencies": label["competencies"], "level": label["level"]},
        "facts": _facts(record, label, lang),
        "signatures": _signatures(record, label, lang),
        "verification": {
            "heading": label["verify"],
            "url": record.url,
            "shown": record.url.partition("://")[2],
            "number": label["number"].format(number=record.number),
            "faith": label["faith"],
            "qr_text": label["qr"].format(url=record.url),
        },
        "footer": look.footer,
        "scale": label["bricks"].format(hours=plain_number(record.workload_hours), most=look.most_hours),
    }  # fmt: skip


def _facts(record: AwardRecord, label: dict[str, str], lang: str) -> list[list[str]]:
    body = record.issuer
    hours = plain_number(record.workload_hours)
    ects = None if record.ects is None else plain_number(record.ects).replace(".", "," if lang == "fr" else ".")
    workload = label["hours"].format(hours=hours) if ects is None else label["credits"].format(hours=hours, ects=ects)
    identity = record.identity_verification
    assessment = [record.assessment_type, identity and identity[0].lower() + identity[1:].rstrip(".")]
    facts = [
        [label["issued"], spelled(record.issued_at, lang)],
        [label["place"], ", ".join(part for part in (body.country, body.region) if part)],
        [label["workload"], workload],
        [label["assessment"], ", ".join(part for part in assessment if part)],
        [label["participation"], record.participation],
        [label["validity"], label["unlimited"]],
    ]
    if record.expires_at is not None:
        facts[-1][1] = label["until"].format(day=spelled(record.expires_at, lang))
    if record.eqf_level is not None:
        facts.insert(2, [label["eqf"], label["eqf_value"].format(level=record.eqf_level)])
    if len(record.bodies) > 1:
        others = [f"{item.name} ({item.representative_name})" for item in record.bodies[1:]]
        facts.insert(2, [label["with"], ", ".join(others)])
    return facts


def _signatures(record: AwardRecord, label: dict[str, str], lang: str) -> list[dict[str, str]]:
    time = record.issued_at.strftime("%H\u00a0h\u00a0%M" if lang == "fr" else "%H:%M")
    day = spelled(record.issued_at, lang)
    jury = record.jury_date
    return [
        {
            "name": record.issuer.representative_name,
            "role": record.issuer.representative_title,
            "note": label["signed"].format(day=day, time=time),
        },
        {
            "name": record.pedagogical_expert,
            "role": label["expert"],
            "note": "" if jury is None else label["jury"].format(day=spelled(jury, lang)),
        },
    ]


def _birth(record: AwardRecord, label: dict[str, str], lang: str) -> str:
    learner = record.learner
    if learner.birth_date is None:
        return ""
    day = spelled(learner.birth_date, lang)
    return label["born_at" if learner.birth_place else "born"].format(day=day, place=learner.birth_place)


def spelled(day: date | datetime, lang: str) -> str:
    """A date in full: ``18 décembre 2026``, ``1er mars 2027``; spaces do not break."""
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    return f"{number}\u00a0{_MONTHS[lang][day.month - 1]}\u00a0{day.year}"
