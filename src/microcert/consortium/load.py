"""From a consortium's file to its rows: the only way in which a consortium's name, members and terms enter (R008).

`read_consortium` judges the whole file and writes nothing; `load_consortium` writes it, as often as one likes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.people.rules import folded

from .errors import AlreadyPublished, Problem
from .models import Appointment, Asset, Consortium, FrameworkVersion, LegalVisa, TermsVersion, University
from .roles import Role
from .rules import is_iban
from .sheet import Sheet, refuse_problems

# Sections of [consortium] that rooms read from `Consortium.settings`.
SECTIONS = ("theme", "retention", "credential", "templates", "assessment", "economics", "settlement")
# A learner needs no appointment: the word only says what the account is for.
NO_APPOINTMENT = "learner"


@dataclass(frozen=True)
class Player:
    """A member of the demonstration's cast: an account, its roles, and what it shows."""

    key: str
    user: User
    roles: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class ConsortiumFile:
    """A consortium's file, read and found good; its rows are not saved yet."""

    path: Path
    consortium: Consortium
    universities: tuple[University, ...]
    frameworks: tuple[FrameworkVersion, ...]
    visas: tuple[tuple[LegalVisa, str], ...]
    terms: tuple[TermsVersion, ...]
    cast: tuple[Player, ...]
    assets: tuple[tuple[Asset, str], ...] = ()

    @property
    def trainings(self) -> list[Path]:
        """The trainings that stand beside the file, by name."""
        return sorted((self.path.parent / "trainings").glob("*.toml"))


@dataclass
class LoadedConsortium:
    """What stands in the database after loading: universities by slug, accounts by their key in the file."""

    consortium: Consortium
    universities: dict[str, University] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


def read_consortium(path: Path, problems: list[Problem] | None = None) -> ConsortiumFile:
    """Read and judge the file. Raises `BadFiles` with every problem, unless a list is given to note them in."""
    noted: list[Problem] = [] if problems is None else problems
    sheet = Sheet.open(path, noted)
    read = ConsortiumFile(
        path=path,
        consortium=_consortium(sheet.table("consortium")),
        universities=tuple(
            _university(each, place) for place, each in enumerate(sheet.tables("universities", least=1))
        ),
        frameworks=tuple(_framework(each, path.parent) for each in sheet.tables("framework", least=1)),
        visas=tuple(_visa(each, place) for place, each in enumerate(sheet.tables("visas"))),
        terms=tuple(_terms(each, path.parent) for each in sheet.tables("terms", least=1)),
        cast=tuple(_player(each) for each in sheet.tables("cast")),
        assets=tuple(_asset(each, place) for place, each in enumerate(sheet.tables("assets"))),
    )
    sheet.finish()
    _cross_check(sheet, read)
    _keep_cast(sheet, read)
    if problems is None:
        refuse_problems(noted)
    return read


def _consortium(sheet: Sheet) -> Consortium:
    sections = {name: dict(sheet.table(name, required=False).content) for name in SECTIONS}
    house = Consortium(
        settings=sections | {"languages": sheet.texts("languages", ["fr"])},
        hours_min=sheet.number("hours_min", least=1, most=1000),
        hours_max=sheet.number("hours_max", least=1, most=1000),
        tagline=sheet.text("tagline", ""),
        country=sheet.text("country", "FR"),
        **{
            key: sheet.text(key)
            for key in ("slug", "name", "brand", "mark", "mark_short", "contact_email", "accessibility_contact")
        },
    )
    if house.hours_min > house.hours_max:
        sheet.refuse("hours_max", _("le nombre d’heures le plus haut doit dépasser le plus bas."))
    sheet.finish()
    return sheet.check(house)


UNIVERSITY_TEXTS = (
    "slug code name short_name article city region siret activity_declaration_number prefect_region "
    "legal_representative_name legal_representative_title dpo_contact disability_contact_name disability_contact_email "
    "disability_contact_phone office_email office_phone colour logo"
).split()


def _university(sheet: Sheet, position: int) -> University:
    university = University(
        address="\n".join(sheet.texts("address")),
        country=sheet.text("country", "FR"),
        is_vat_exempt=sheet.truth("vat_exempt", True),
        qualiopi_basis=sheet.choice("qualiopi_basis", University.QualiopiBasis.values),
        qualiopi_reference=sheet.text("qualiopi_reference", ""),
        website=sheet.text("website", ""),
        position=position,
        **{key: sheet.text(key) for key in UNIVERSITY_TEXTS},
    )
    university.iban = "".join(sheet.text("iban", "").split())
    university.bic = sheet.text("bic", "")
    if university.iban and not is_iban(university.iban):
        sheet.refuse("iban", _("ce numéro de compte n’existe pas : recopiez l’IBAN du relevé d’identité bancaire."))
    sheet.finish()
    return sheet.check(university)


def _text_beside(sheet: Sheet, folder: Path) -> tuple[str, str]:
    """The text of the file that `file` names, and its SHA-256."""
    name = sheet.text("file")
    path = (folder / name).resolve()
    if not name:
        return "", ""
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        sheet.refuse("file", _("le fichier %s n’existe pas à côté de celui-ci.") % name)
        return "", ""
    text = path.read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()


def _framework(sheet: Sheet, folder: Path) -> FrameworkVersion:
    text, sha256 = _text_beside(sheet, folder)
    sheet.text("title", "")
    version = FrameworkVersion(
        version=sheet.text("version"), published_on=sheet.day("published_on"), text=text, sha256=sha256
    )
    sheet.finish()
    return version


def _visa(sheet: Sheet, position: int) -> tuple[LegalVisa, str]:
    visa = LegalVisa(applies_to=sheet.texts("applies_to"), position=position)
    for key in ("key", "kind", "reference", "title"):
        setattr(visa, key, sheet.text(key))
    framework = sheet.text("version")
    sheet.finish()
    return sheet.check(visa), framework


def _terms(sheet: Sheet, folder: Path) -> TermsVersion:
    text, sha256 = _text_beside(sheet, folder)
    sheet.text("title", "")
    terms = TermsVersion(
        kind=sheet.choice("kind", TermsVersion.Kind.values),
        version=sheet.text("version"),
        published_on=sheet.day("published_on"),
        text=text,
        sha256=sha256,
    )
    sheet.finish()
    return terms


def _asset(sheet: Sheet, position: int) -> tuple[Asset, str]:
    """What stands behind the trainings, and whose it is; without a university it is the consortium's."""
    asset = Asset(
        kind=sheet.choice("kind", Asset.Kind.values),
        title=sheet.text("title"),
        detail=sheet.text("detail", ""),
        address=sheet.text("address", ""),
        position=position,
    )
    university = sheet.text("university", "")
    sheet.finish()
    return sheet.check(asset), university


def _player(sheet: Sheet) -> Player:
    user = User(
        email=sheet.text("email").lower(),
        given_names=sheet.text("given_names"),
        family_name=sheet.text("family_name"),
        birth_date=sheet.day("birth_date", required=False),
        birth_place=sheet.text("birth_place", ""),
        postal_address="\n".join(sheet.texts("address", [])),
        password="-",  # noqa: S106  # set when the account is written
    )
    # Written in bulk, past `save`.
    user.folded = folded(user.family_name, user.given_names, user.email)
    roles = []
    for row in sheet.tables("roles"):
        roles.append((row.choice("role", [NO_APPOINTMENT, *Role]), row.text("university", "") or None))
        row.finish()
    player = Player(key=sheet.text("key"), user=user, roles=tuple(roles))
    sheet.text("title", "")
    sheet.text("shows", "")
    sheet.truth("featured", False)
    sheet.finish()
    sheet.check(user)
    return player


def _cross_check_places(sheet: Sheet, read: ConsortiumFile, universities: set[str]) -> None:
    """What names a university names one of the file."""
    stranger = _("l’université « %s » n’est pas dans ce fichier.")
    for number, (_asset_row, owner) in enumerate(read.assets, start=1):
        if owner and owner not in universities:
            sheet.refuse(f"assets[{number}].university", stranger % owner)
    for number, player in enumerate(read.cast, start=1):
        for _role, university in player.roles:
            if university and university not in universities:
                sheet.refuse(f"cast[{number}].roles", stranger % university)


def _cross_check(sheet: Sheet, read: ConsortiumFile) -> None:
    """What one table says of another must be there, and what names a thing must name one thing."""
    universities = {each.slug for each in read.universities}
    frameworks = {each.version for each in read.frameworks}
    for number, (_visa_row, framework) in enumerate(read.visas, start=1):
        if framework not in frameworks:
            sheet.refuse(f"visas[{number}].version", _("le cadre « %s » n’est pas dans ce fichier.") % framework)
    _cross_check_places(sheet, read, universities)
    for key, names in (
        ("universities", [each.slug for each in read.universities] + [each.code for each in read.universities]),
        ("framework", [each.version for each in read.frameworks]),
        ("visas", [visa.key for visa, _framework in read.visas]),
        ("terms", [f"{each.kind} {each.version}" for each in read.terms]),
        ("cast", [each.key for each in read.cast] + [each.user.email for each in read.cast]),
    ):
        for name in sorted({name for name in names if names.count(name) > 1}):
            sheet.refuse(key, _("« %s » y figure deux fois.") % name)


def _keep_cast(sheet: Sheet, read: ConsortiumFile) -> None:
    """What each member of the cast shows, for the demonstration's bar and for `show_cast`."""
    rows = sheet.content.get("cast", [])
    read.consortium.settings["cast"] = [
        {key: row.get(key, "") for key in ("key", "email", "title", "shows", "featured")}
        for row in rows
        if isinstance(row, dict)
    ]


@action
def load_consortium(read: ConsortiumFile, *, password: str = "") -> LoadedConsortium:
    """Write a consortium that was read. What is there already is brought up to date; loading twice changes nothing.

    `password` opens every account of the cast, which only a demonstration wants; without it they cannot log in.
    Raises `AlreadyPublished` when a published text has changed without a new version number.
    """
    house = _written(Consortium, ["slug"], [read.consortium])[read.consortium.slug]
    universities = _written(University, ["slug"], read.universities)
    _write_texts(read)
    if not Asset.objects.exists():
        # From then on they are kept in the back office.
        for asset, slug in read.assets:
            asset.university = universities.get(slug)
        Asset.objects.bulk_create(asset for asset, _slug in read.assets)
    people = _write_people(read, universities, password)
    journal.write("consortium.loaded", house, by=None, universities=len(universities), people=len(people))
    return LoadedConsortium(house, universities, people)


def _written(model: Any, unique: list[str], rows: Any) -> dict[str, Any]:
    """Insert or update rows in one statement; returns them by their (first) unique field."""
    fields = [each.name for each in model._meta.fields if not each.primary_key and each.name not in unique]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=fields)
    names = [getattr(row, unique[0]) for row in rows]
    return {getattr(row, unique[0]): row for row in model.objects.filter(**{f"{unique[0]}__in": names})}


def _write_texts(read: ConsortiumFile) -> None:
    known = {each.version: each for each in FrameworkVersion.objects.all()}
    for version in read.frameworks:
        if version.version in known and known[version.version].sha256 != version.sha256:
            raise AlreadyPublished(version.version)
    FrameworkVersion.objects.bulk_create([each for each in read.frameworks if each.version not in known])
    frameworks = {each.version: each for each in FrameworkVersion.objects.all()}
    for visa, framework in read.visas:
        visa.framework = frameworks[framework]
    LegalVisa.objects.bulk_create(
        [visa for visa, _framework in read.visas],
        update_conflicts=True,
        unique_fields=["framework", "key"],
        update_fields=["kind", "reference", "title", "applies_to", "position"],
    )
    accepted = {(each.kind, each.version): each for each in TermsVersion.objects.all()}
    for terms in read.terms:
        if (terms.kind, terms.version) in accepted and accepted[terms.kind, terms.version].sha256 != terms.sha256:
            raise AlreadyPublished(f"{terms.kind} {terms.version}")
    TermsVersion.objects.bulk_create([each for each in read.terms if (each.kind, each.version) not in accepted])


def _write_people(read: ConsortiumFile, universities: dict[str, University], password: str) -> dict[str, User]:
    emails = [player.user.email for player in read.cast]
    known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    newcomers = [player.user for player in read.cast if player.user.email not in known]
    for user in newcomers:
        user.password = make_password(password or None)
    User.objects.bulk_create(newcomers)
    by_email = {user.email: user for user in User.objects.filter(email__in=emails)}
    people = {player.key: by_email[player.user.email] for player in read.cast}
    wanted = {
        (people[player.key].pk, str(role), universities[university].pk if university else None)
        for player in read.cast
        for role, university in player.roles
        if role != NO_APPOINTMENT
    }
    held = set(Appointment.objects.filter(person__in=people.values()).values_list("person", "role", "university"))
    Appointment.objects.bulk_create(
        Appointment(person_id=person, role=role, university_id=university)
        for person, role, university in sorted(wanted - held, key=str)
    )
    return people
