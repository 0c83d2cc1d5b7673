"""Where a person lands after logging in: the desk of their first role, else the learner's."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from microcert.consortium.queries import desks_of


@login_required
def open_desk(request: HttpRequest) -> HttpResponse:
    desks = desks_of(request.user)
    return redirect(desks[0].url_name if desks else "learner-home")
