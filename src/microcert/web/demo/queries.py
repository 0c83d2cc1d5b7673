from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings

from microcert.consortium.models import Appointment, Consortium
from microcert.consortium.roles import ROLE_LABELS, Role
from microcert.people.models import User


@dataclass(frozen=True)
class Player:
    """A member of the cast: whom one can be with one click. `posts` are (role, university slug) pairs."""

    email: str
    name: str
    title: str
    roles: tuple[str, ...]
    posts: tuple[tuple[str, str], ...]
    shows: str
    is_featured: bool


def cast(*, only_featured: bool = False) -> list[Player]:
    """The cast in the order of the consortium's file, or those of it whom the bar of every page names; empty where nothing was
    loaded."""
    house = Consortium.objects.only("settings").first()
    rows: list[dict[str, Any]] = house.settings.get("cast", []) if house else []
    if only_featured:
        rows = [row for row in rows if row.get("featured")]
    if not rows:
        return []
    people = {person.email: person for person in User.objects.filter(email__in=[row["email"] for row in rows])}
    roles: dict[int, list[str]] = {}
    posts: dict[int, list[tuple[str, str]]] = {}
    for held in Appointment.objects.filter(person__in=people.values()).select_related("university"):
        label = str(ROLE_LABELS[Role(held.role)])
        roles.setdefault(held.person_id, []).append(f"{label}, {held.university.name}" if held.university else label)
        posts.setdefault(held.person_id, []).append((held.role, held.university.slug if held.university else ""))
    return [
        Player(
            email=row["email"],
            name=people[row["email"]].full_name,
            title=row.get("title", ""),
            roles=tuple(roles.get(people[row["email"]].pk, [])),
            posts=tuple(posts.get(people[row["email"]].pk, [])),
            shows=row.get("shows", ""),
            is_featured=bool(row.get("featured")),
        )
        for row in rows
        if row["email"] in people
    ]


@dataclass(frozen=True)
class Letter:
    """A message that the demonstration sent: nothing leaves the machine, everything is kept in a folder."""

    key: str
    at: datetime
    to: str
    subject: str
    body: str
    attachments: tuple[str, ...]


def letters(limit: int = 40) -> list[Letter]:
    """The latest messages, newest first."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", ""))
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True) if folder.is_dir() else []
    return [letter for file in files[:limit] for letter in _letters_in(file)]


def _letters_in(file: Path) -> list[Letter]:
    kept = []
    for place, raw in enumerate(file.read_bytes().split(b"-" * 79 + b"\n")):
        if not raw.strip():
            continue
        message = email.message_from_bytes(raw, policy=email.policy.default)
        kept.append(_letter(f"{file.stem}-{place}", message, file))
    return kept


def _letter(key: str, message: EmailMessage, file: Path) -> Letter:
    body = message.get_body(("plain",))
    return Letter(
        key=key,
        at=datetime.fromtimestamp(file.stat().st_mtime).astimezone(),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=body.get_content() if body else "",
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )
