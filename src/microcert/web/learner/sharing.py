"""Where a holder takes a credential: links that carry what others may know, and never a name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from microcert.credentials.queries import HeldCredential
from microcert.web.verify.formats import Offered, offered

ADD_TO_PROFILE = "https://www.linkedin.com/profile/add?"


@dataclass(frozen=True)
class Shown:
    """One credential on its holder's page: what is held, its files in words, and where it can be shared."""

    held: HeldCredential
    offered: Offered
    linkedin: str
    letter: str


def shown(held: HeldCredential) -> Shown:
    return Shown(held, offered(held.code, held.files, held.bodies), _linkedin(held), _letter(held))


def _linkedin(held: HeldCredential) -> str:
    """LinkedIn's "add to profile" form, filled in; nothing is sent before the person confirms it there."""
    day = timezone.localdate(held.awarded_at)
    return ADD_TO_PROFILE + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": held.title,
            "organizationName": held.issuer,
            "issueYear": day.year,
            "issueMonth": day.month,
            "certUrl": held.address,
            "certId": held.number,
        }
    )


def _letter(held: HeldCredential) -> str:
    """A letter to be finished in the person's own mail program."""
    subject = _("Ma micro-certification : %(title)s") % {"title": held.title}
    body = _(
        "Bonjour,\n\nVoici le lien où vérifier ma micro-certification « %(title)s », délivrée par %(issuer)s :\n%(address)s"
    ) % {"title": held.title, "issuer": held.issuer, "address": held.address}
    return f"mailto:?subject={quote(subject)}&body={quote(body)}"
