"""Which sessions stand in a learner's calendar."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from microcert.enrolment.rules import FileStatus
from microcert.orders.models import Order
from microcert.orders.rules import LIVE
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus


def sessions_of_learner(learner: User) -> QuerySet[Session]:
    """The sessions of a learner's calendar: where they hold a seat or a file, and those that were cancelled under them."""
    # Whoever orders for a company does not learn.
    learns = (Order.Kind.INDIVIDUAL, Order.Kind.PLACE)
    seat = Q(orders__buyer=learner, orders__status__in=LIVE, orders__kind__in=learns)
    file = Q(learner_files__learner=learner, learner_files__status__in=set(FileStatus) - {FileStatus.WITHDRAWN})
    gone = Q(status=SessionStatus.CANCELLED, orders__buyer=learner, orders__kind__in=learns)
    return Session.objects.filter(seat | file | gone)
