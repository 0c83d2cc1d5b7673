"""An internal call for proposals: written, opened on its dates, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from microcert.consortium.queries import framework_in_force
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.foundation.refusals import Invalid
from microcert.people.models import User
from microcert.production.errors import WrongMoment
from microcert.production.models import Call, Need
from microcert.production.rules import CallStatus, call_may_become


@action
def draft_call(
    *,
    title: str,
    text: str,
    opens_on: date,
    closes_on: date,
    criteria: Sequence[Mapping[str, int | str]],
    needs: Iterable[Need],
    by: User | None,
) -> Call:
    """Write a call, which nobody sees before it is opened. `criteria` are {label, weight}."""
    if closes_on < opens_on:
        raise Invalid(_("La clôture suit l’ouverture : indiquez une date plus tardive."), field="closes_on")
    call = Call.objects.create(
        title=title,
        text=text,
        opens_on=opens_on,
        closes_on=closes_on,
        criteria=[dict(each) for each in criteria],
        framework_version=framework_in_force(),
    )
    call.needs.set(needs)
    journal.write("production.call_drafted", call, by=by)
    return call


@action
def open_call(call: Call, *, by: User | None) -> Call:
    """Open a call to the universities. Raises `Invalid` without criteria: proposals are judged by what was announced."""
    call = _locked(call)
    if not call.criteria:
        raise Invalid(_("Indiquez au moins un critère : les propositions seront jugées sur ce qui est annoncé."))
    return _moved(call, CallStatus.OPEN, by)


@action
def close_call(call: Call, *, by: User | None) -> Call:
    """Close a call; what was submitted waits for the committee."""
    return _moved(_locked(call), CallStatus.CLOSED, by)


def _locked(call: Call) -> Call:
    return Call.objects.select_for_update().get(pk=call.pk)


def _moved(call: Call, to: CallStatus, by: User | None) -> Call:
    if not call_may_become(call.status, to):
        raise WrongMoment(_("Cet appel a déjà changé d’état. Rechargez la page."))
    call.status = to
    call.save(update_fields=["status"])
    journal.write(f"production.call_{to}", call, by=by)
    return call
