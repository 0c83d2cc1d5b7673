"""Each partner's academic council (CFVU) is informed of the framework and of trainings (framework, 7.4)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from microcert.consortium.models import FrameworkVersion, University
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.refusals import Invalid
from microcert.people.models import User
from microcert.production.errors import AlreadyInformed
from microcert.production.models import CouncilNotice
from microcert.trainings.models import Training


@action
def inform_council(
    university: University,
    about: FrameworkVersion | Training,
    *,
    informed_on: date,
    council: str = "CFVU",
    reference: str = "",
    by: User | None,
) -> CouncilNotice:
    """Record that a council was informed. Raises `AlreadyInformed`, `Invalid` for a day that has not come."""
    if informed_on > clock.today():
        raise Invalid(
            _("Indiquez la date de la réunion où l’information a été donnée : elle est passée."), field="informed_on"
        )
    subject = {"framework_version": about} if isinstance(about, FrameworkVersion) else {"training": about}
    notice, is_new = CouncilNotice.objects.get_or_create(
        university=university,
        **subject,
        defaults={"informed_on": informed_on, "council": council, "reference": reference},
    )
    if not is_new:
        raise AlreadyInformed
    journal.write("production.council_informed", notice, by=by, university=university.pk)
    return notice
