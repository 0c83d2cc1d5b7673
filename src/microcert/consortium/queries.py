from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.people.models import User

from .models import Appointment, Asset, Consortium, FrameworkVersion, TermsVersion, TextDraft, University
from .roles import Role
from .rules import TextStatus


@dataclass(frozen=True)
class Brand:
    """The face of the platform; templates never name a consortium themselves."""

    name: str
    brand: str
    tagline: str
    mark: str
    mark_short: str
    universities_count: int
    hours_min: int
    hours_max: int
    contact_email: str


def brand_of_the_house() -> Brand:
    """The consortium's face. Two small queries, on every page."""
    house = Consortium.objects.first()
    if house is None:
        return Brand("microcert", "microcert", "", "Micro-C", "MC", 0, 7, 30, "")
    return Brand(
        name=house.name,
        brand=house.brand,
        tagline=house.tagline,
        mark=house.mark,
        mark_short=house.mark_short,
        universities_count=University.objects.count(),
        hours_min=house.hours_min,
        hours_max=house.hours_max,
        contact_email=house.contact_email,
    )


class Reach(Enum):
    """How far an appointment must reach to open a desk: one university, the whole consortium, or either."""

    EITHER = auto()
    UNIVERSITY = auto()
    CONSORTIUM = auto()


@dataclass(frozen=True)
class Desk:
    """A place of work: the page that a role opens first."""

    url_name: str
    label: str | Promise
    reach: Reach = Reach.EITHER

    def is_opened_by(self, appointment: Appointment) -> bool:
        """Whether the appointment, in the desk's role, reaches as far as the desk asks."""
        is_wide = appointment.university_id is None
        return self.reach is Reach.EITHER or is_wide == (self.reach is Reach.CONSORTIUM)


# Which role opens which desk, in the order in which they are offered.
DESKS: tuple[tuple[Role, Desk], ...] = (
    (Role.ADMIN_TEAM, Desk("office-files", _("Dossiers"))),
    (Role.ADMIN_TEAM, Desk("office-sessions", _("Sessions"))),
    (Role.ADMIN_TEAM, Desk("office-payments", _("Règlements"))),
    (Role.SUPPORT, Desk("office-files", _("Dossiers"), Reach.UNIVERSITY)),
    (Role.SUPPORT, Desk("failed-jobs", _("Travaux"), Reach.CONSORTIUM)),
    (Role.MOTIVATIONAL_TUTOR, Desk("tutor-learners", _("Accompagnement"))),
    (Role.LEGAL_REPRESENTATIVE, Desk("office-contracts", _("Contrats"))),
    (Role.LEGAL_REPRESENTATIVE, Desk("office-credentials", _("Certificats"))),
    (Role.LEGAL_REPRESENTATIVE, Desk("office-sessions", _("Sessions"))),
    (Role.EVALUATOR, Desk("marking-list", _("Productions à évaluer"))),
    (Role.PEDAGOGICAL_EXPERT, Desk("marking-list", _("Productions à évaluer"))),
    (Role.PEDAGOGICAL_EXPERT, Desk("jury-list", _("Jurys"))),
    (Role.JURY_MEMBER, Desk("jury-list", _("Jurys"))),
    (Role.INSTRUCTIONAL_DESIGNER, Desk("designs", _("Conception"))),
    (Role.PEDAGOGICAL_EXPERT, Desk("designs", _("Conception"))),
    (Role.INSTRUCTIONAL_DESIGNER, Desk("competency-frameworks", _("Référentiels"))),
    (Role.PEDAGOGICAL_EXPERT, Desk("competency-frameworks", _("Référentiels"))),
    (Role.STEERING_COMMITTEE, Desk("steering", _("Pilotage"))),
    (Role.STEERING_COMMITTEE, Desk("competency-frameworks", _("Référentiels"))),
    (Role.STEERING_COMMITTEE, Desk("texts", _("Textes"))),
    (Role.STEERING_COMMITTEE, Desk("production-map", _("Cartographie"))),
    (Role.PEDAGOGICAL_EXPERT, Desk("production-map", _("Cartographie"))),
    (Role.INSTRUCTIONAL_DESIGNER, Desk("production-map", _("Cartographie"))),
    (Role.QUALITY_LEAD, Desk("quality", _("Qualité"))),
    (Role.PEDAGOGICAL_EXPERT, Desk("office-credentials", _("Certificats"))),
    (Role.QUALITY_LEAD, Desk("office-credentials", _("Certificats"))),
    (Role.ADMIN_TEAM, Desk("break-even", _("Seuils"))),
    (Role.PEDAGOGICAL_EXPERT, Desk("break-even", _("Seuils"))),
    (Role.INSTRUCTIONAL_DESIGNER, Desk("break-even", _("Seuils"))),
    (Role.STEERING_COMMITTEE, Desk("break-even", _("Seuils"))),
    (Role.ADMIN_TEAM, Desk("settlement", _("Comptes"))),
    (Role.LEGAL_REPRESENTATIVE, Desk("settlement", _("Comptes"))),
    (Role.STEERING_COMMITTEE, Desk("settlement-overview", _("Comptes"))),
    (Role.STEERING_COMMITTEE, Desk("failed-jobs", _("Travaux"))),
)


def roles_of(person: User | AnonymousUser) -> list[Appointment]:
    """The appointments of a person, read once per request and kept on the object."""
    if not person.is_authenticated:
        return []
    kept: list[Appointment] | None = getattr(person, "_appointments", None)
    if kept is None:
        kept = list(Appointment.objects.filter(person=person).select_related("university"))
        person._appointments = kept  # type: ignore[attr-defined]
    return kept


def desks_of(person: User | AnonymousUser) -> list[Desk]:
    """The desks that a person's roles open, each once."""
    held = roles_of(person)
    opened: dict[str, Desk] = {}
    for role, desk in DESKS:
        if any(each.role == role and desk.is_opened_by(each) for each in held):
            opened.setdefault(desk.url_name, desk)
    return list(opened.values())


def universities_of(person: User | AnonymousUser, *roles: Role) -> list[University]:
    """The universities for which a person holds one of the roles."""
    return list(
        dict.fromkeys(
            held.university for held in roles_of(person) if held.role in roles and held.university is not None
        )
    )


def universities_within_reach(person: User | AnonymousUser, *roles: Role) -> list[University]:
    """The same, an appointment for the whole consortium reaching all of them."""
    if any(held.role in roles and held.university_id is None for held in roles_of(person)):
        return list(University.objects.all())
    return universities_of(person, *roles)


def framework_in_force() -> FrameworkVersion:
    """The newest version of the common framework."""
    return FrameworkVersion.objects.latest()


def terms_in_force(kind: TermsVersion.Kind) -> TermsVersion:
    """The newest version of a binding text."""
    return TermsVersion.objects.filter(kind=kind).latest()


def binding_texts(*kinds: TermsVersion.Kind) -> list[TermsVersion]:
    """The newest version of each of these binding texts, in this order, without the text itself. One query.

    Raises TermsVersion.DoesNotExist where the house has none.
    """
    newest = {each.kind: each for each in texts_in_force()}
    if missing := [kind for kind in kinds if kind not in newest]:
        raise TermsVersion.DoesNotExist(missing[0])
    return [newest[kind] for kind in kinds]


def texts_in_force() -> list[TermsVersion]:
    """The newest version of every binding text, without the text itself. One query."""
    newest: dict[str, TermsVersion] = {}
    for each in TermsVersion.objects.defer("text").order_by("kind", "-published_on", "-version"):
        newest.setdefault(each.kind, each)
    return list(newest.values())


def published_versions(kind: str) -> list[FrameworkVersion] | list[TermsVersion]:
    """Every published version of the framework or of a binding text, the newest first."""
    if kind == TextDraft.FRAMEWORK:
        return list(FrameworkVersion.objects.all())
    return list(TermsVersion.objects.filter(kind=kind))


def why_made(kind: str, version: str) -> TextDraft | None:
    """The draft that became this version: its reason and what it answers to. None for what came with the consortium's file."""
    return TextDraft.objects.filter(kind=kind, version=version, status=TextStatus.PUBLISHED).first()


def document_mentions() -> str:
    """The mentions that every document prints, in Markdown; empty while none were published. One query."""
    newest = TermsVersion.objects.filter(kind=TermsVersion.Kind.DOCUMENT_MENTIONS).first()
    return newest.text if newest else ""


def assets_of(university: University | None) -> list[tuple[str, list[Asset]]]:
    """What stands behind the trainings of a university, or of the consortium (None), by kind. One query."""
    found: dict[str, list[Asset]] = {}
    for each in Asset.objects.filter(university=university):
        found.setdefault(each.kind, []).append(each)
    return [(str(kind.label), found[kind]) for kind in Asset.Kind if kind in found]


@dataclass(frozen=True)
class Backing:
    """What one university brings behind a training, or the consortium (no university): by kind (framework, 7.3)."""

    university: University | None
    assets: list[tuple[str, list[Asset]]]


def backing_of(universities: Iterable[University]) -> list[Backing]:
    """The consortium first when it brings something, then each university in the given order, once. One query."""
    listed = list(dict.fromkeys(universities))
    found: dict[int | None, dict[str, list[Asset]]] = {}
    for each in Asset.objects.filter(Q(university__in=listed) | Q(university=None)):
        found.setdefault(each.university_id, {}).setdefault(each.kind, []).append(each)

    def by_kind(key: int | None) -> list[tuple[str, list[Asset]]]:
        return [(str(kind.label), found[key][kind]) for kind in Asset.Kind if kind in found.get(key, {})]

    own = [Backing(None, by_kind(None))] if None in found else []
    return [*own, *(Backing(each, by_kind(each.pk)) for each in listed)]
