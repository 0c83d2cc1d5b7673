"""The catalogue for programs: the same search as the page, and a training as a whole. Public, cacheable, limited in pace."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from ninja import Query, Router

from microcert.catalogue.bitmaps import Place
from microcert.catalogue.facets import FACETS, Filters
from microcert.catalogue.queries import Found, Results, search
from microcert.foundation.refusals import Invalid
from microcert.sessions.queries import on_sale, upcoming
from microcert.trainings.models import AIM_LABELS, Family, TrainingVersion
from microcert.trainings.queries import published as published_versions
from microcert.trainings.rules import Aim

from . import training_shapes as shapes
from .payments import Problem
from .publishing import MINUTE, published
from .rate import require_patience

router = Router(tags=["trainings"])
JSON = "application/json"


@router.get(
    "",
    response={200: shapes.TrainingList, 422: Problem, 429: Problem},
    operation_id="list_trainings",
    url_name="list_trainings",
    summary="Search the catalogue",
)
def list_trainings(request: HttpRequest, asked: Query[shapes.Asked]) -> Any:
    """Follow `next` to read everything; no slice costs more than the first. Labels come in the language of
    `Accept-Language` (`fr`, `en`); a choice that does not exist is refused rather than ignored.
    """
    require_patience(request)
    filters = Filters(**{facet: frozenset(getattr(asked, facet)) for facet in FACETS})
    results = search(_clean(asked.q).strip(), filters, asked.sort or "", _place(asked), asked.limit)
    _require_choices(filters, results)
    if asked.after and results.slice.rows and results.slice.first == 1:
        # The page shows its beginning then; a program that follows addresses would read it for ever.
        raise Invalid(
            _("Cette formation n’est plus parmi les résultats. Reprenez au début de la liste."), field="after"
        )
    return published(request, _list(asked, results).model_dump_json(), JSON, MINUTE)


@router.get(
    "{slug:slug}",
    response={200: shapes.Training, 404: Problem, 429: Problem},
    operation_id="get_training",
    url_name="get_training",
    summary="A published training",
)
def get_training(request: HttpRequest, slug: str) -> Any:
    """What its public page says, with the sessions to come. A draft and a retired training do not exist here."""
    require_patience(request)
    rows = published_versions().select_related("training__producer", "competency_framework", "framework_version")
    version = rows.filter(training__slug=slug).first()
    if version is None:
        raise Http404
    return published(request, _training(version).model_dump_json(), JSON, MINUTE)


def _clean(text: str) -> str:
    return text.replace("\0", "")


def _place(asked: shapes.Asked) -> Place:
    return Place(_clean(asked.before), is_before=True) if asked.before else Place(_clean(asked.after))


def _require_choices(filters: Filters, results: Results) -> None:
    for facet in FACETS:
        if unknown := getattr(filters, facet) - getattr(results.filters, facet):
            choices = ", ".join(option.value for option in results.facets[facet])
            words = _("« %(value)s » n’est pas un choix de ce filtre. Choisissez parmi : %(choices)s.")
            raise Invalid(words % {"value": min(unknown)[:60], "choices": choices}, field=facet)


def _whole(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _following(asked: shapes.Asked, place: Place | None) -> str | None:
    """The address of the neighbouring slice: what was asked, from that place on."""
    if place is None:
        return None
    said = asked.model_dump(mode="json", exclude_defaults=True, exclude={"after", "before"})
    said["before" if place.is_before else "after"] = place.slug
    return f"{_whole('api-v1:list_trainings')}?{urlencode(said, doseq=True)}"


def _list(asked: shapes.Asked, results: Results) -> shapes.TrainingList:
    filters = {
        facet: [
            shapes.Choice(value=each.value, label=str(each.label), count=each.count, is_on=each.is_on)
            for each in results.facets[facet]
        ]
        for facet in FACETS
    }
    return shapes.TrainingList(
        total=results.total,
        catalogue_size=results.catalogue_size,
        first=results.slice.first,
        sort=results.sort,
        items=[_line(row) for row in results.slice.rows],
        next=_following(asked, results.slice.following),
        previous=_following(asked, results.slice.previous),
        filters=filters,
        corrections=dict(results.reading.corrected),
        unknown=list(results.reading.unknown),
    )


def _line(row: Found) -> shapes.TrainingLine:
    nearest = row.next_session
    same = ("slug", "title", "summary", "language", "minutes", "lowest_price_cents")
    return shapes.TrainingLine(
        **{name: getattr(row, name) for name in same},
        href=_whole("api-v1:get_training", row.slug),
        page=_whole("training", row.slug),
        family=_family(row.family),
        aim=_aim(row.aim),
        university=shapes.Named(value=row.university_slug, label=row.university_name),
        next_session=shapes.NextSession(code=nearest.code, starts_on=nearest.starts_on, is_on_sale=nearest.is_on_sale)
        if nearest
        else None,
    )


def _family(value: str) -> shapes.Named:
    return shapes.Named(value=value, label=str(Family(value).label))


def _aim(value: str) -> shapes.Named:
    return shapes.Named(value=value, label=str(AIM_LABELS[Aim(value)]))


# The fields of a version that are told as they are.
AS_THEY_ARE = (
    *("title", "summary", "description", "language", "minutes", "eqf_level", "audience", "prerequisites", "equipment"),
    *("access_delay", "keywords", "registry_number", "updated_on"),
)


def _training(version: TrainingVersion) -> shapes.Training:
    slug, producer = version.training.slug, version.training.producer
    buyable = set(on_sale().filter(version=version).values_list("pk", flat=True))
    outcomes = list(version.outcomes.all())
    return shapes.Training(
        **{name: getattr(version, name) for name in AS_THEY_ARE},
        slug=slug,
        page=_whole("training", slug),
        leaflet=_whole("training-leaflet", slug),
        version=version.number,
        framework_version=version.framework_version.version,
        family=_family(version.family),
        aim=_aim(version.aim),
        university=shapes.Named(value=producer.slug, label=producer.name),
        competencies=[
            shapes.Competency(
                code=held.code,
                title=held.title,
                outcomes=[one.text for one in outcomes if one.competency_id == held.pk],
            )
            for held in version.competency_framework.competencies.all()
        ],
        tariffs=[
            shapes.Tariff(code=each.code, label=each.label, price_cents=each.price_cents)
            for each in version.tariffs.all()
        ],
        sessions=[
            shapes.Session(
                **{
                    name: getattr(each, name) for name in ("code", "starts_on", "ends_on", "sales_close_on", "capacity")
                },
                is_on_sale=each.pk in buyable,
            )
            for each in upcoming().filter(version=version).order_by("starts_on", "code")
        ],
    )
