"""What an SD-JWT VC shows: the claims as disclosed, no more. A stranger's token may hold anything; see `content.py`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .content import Certified, Content, Section, member, moment, objects, text


def wallet_content(claims: dict[str, Any]) -> Content:
    """Read our own vocabulary (credseal's `urn:credseal:micro-credential:1`); of another one, the name and the dates. Never raises."""
    bodies = objects(claims.get("bodies"))
    body = bodies[0] if bodies else {}
    country, region = text(body.get("country")), text(body.get("region"))
    names = (text(claims.get("given_name")), text(claims.get("family_name")))
    return Content(
        title=text(claims.get("title")) or text(claims.get("vct")),
        holder=" ".join(name for name in names if name),
        issuer=text(body.get("name")) or text(claims.get("iss")),
        bodies=tuple(name for each in bodies if (name := text(each.get("name")))),
        place=f"{country} ({region})" if country and region else country or region,
        issued=moment(claims.get("nbf", claims.get("iat"))),
        expires=moment(claims.get("exp")),
        number=text(claims.get("number")),
        level=_level(claims.get("eqf_level")),
        assessment=tuple(
            line for line in (text(claims.get("assessment_type")), text(claims.get("supervision"))) if line
        ),
        expert=text(claims.get("pedagogical_expert")),
        signatory=text(body.get("representative_name")),
        competencies=tuple(
            Certified(text(each.get("title")), text(member(each.get("level"), "label")))
            for each in objects(claims.get("competencies"))
            if text(each.get("title"))
        ),
        sections=_sections(claims),
    )


_SECTIONS = {
    "quality_assurance": gettext_lazy("Assurance qualité"),
    "participation": gettext_lazy("Forme de participation"),
    "prerequisites": gettext_lazy("Prérequis"),
    "stackability": gettext_lazy("Intégration et cumul"),
}


def _level(rank: Any) -> str:
    is_rank = isinstance(rank, int) and not isinstance(rank, bool)
    return _("Niveau %(rank)s du cadre européen des certifications") % {"rank": rank} if is_rank else ""


def _sections(claims: dict[str, Any]) -> tuple[Section, ...]:
    found = ((heading, text(claims.get(name))) for name, heading in _SECTIONS.items())
    return tuple(Section(str(heading), tuple(said.splitlines())) for heading, said in found if said)
