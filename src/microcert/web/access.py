"""Who gets which refusal: a stranger learns nothing, a colleague learns that the page is not theirs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from microcert.consortium.models import University
from microcert.consortium.queries import roles_of
from microcert.people.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` receives: its user is an account."""

    user: User


def require(person: Any, permission: str, thing: Any, *, at: University) -> None:
    """Let the person pass who has `permission` on `thing`.

    Others who hold some role at the university `at` get 403; to anybody else the thing does not exist (404).
    """
    if person.has_perm(permission, thing):
        return
    if any(held.university_id in (at.pk, None) for held in roles_of(person)):
        raise PermissionDenied
    raise Http404


def admit(person: Any, is_welcome: bool) -> None:
    """The door of a desk. Whoever holds another role gets 403; to somebody without any role there is no such page (404)."""
    if is_welcome:
        return
    if roles_of(person):
        raise PermissionDenied
    raise Http404
