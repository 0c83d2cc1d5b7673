"""What programs are told of the catalogue. Amounts in integer cents of euro, durations in minutes, dates as ISO 8601."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from microcert.catalogue.bitmaps import Sort

LONGEST = 50


class Named(Schema):
    """A value that stands in addresses, and its words in the language of the answer."""

    value: str
    label: str


class NextSession(Schema):
    code: str
    starts_on: date
    is_on_sale: bool


class TrainingLine(Schema):
    """A training as the list shows it; `href` describes it whole, `page` is for people."""

    slug: str
    href: str
    page: str
    title: str
    summary: str
    language: str
    family: Named
    aim: Named
    minutes: int
    lowest_price_cents: int
    university: Named
    next_session: NextSession | None


class Choice(Named):
    """A choice of a filter: how many trainings it would leave among those that the other filters leave."""

    count: int
    is_on: bool


class TrainingList(Schema):
    """A slice of the results in order. `next` and `previous` are whole addresses; they are null at the ends."""

    total: int
    catalogue_size: int
    first: int
    sort: Sort
    items: list[TrainingLine]
    next: str | None
    previous: str | None
    filters: dict[str, list[Choice]]
    corrections: dict[str, str] = Field(description="misspelt words of `q`, and how they were understood")
    unknown: list[str] = Field(description="words of `q` that no training holds nor resembles")


class Competency(Schema):
    code: str
    title: str
    outcomes: list[str]


class Tariff(Schema):
    code: str
    label: str
    price_cents: int


class Session(Schema):
    code: str
    starts_on: date
    ends_on: date
    sales_close_on: date
    capacity: int
    is_on_sale: bool


class Training(Schema):
    """A published training; its text fields are in its own language, `language`."""

    slug: str
    page: str
    leaflet: str
    version: int
    framework_version: str
    title: str
    summary: str
    description: str = Field(description="Markdown")
    language: str
    family: Named
    aim: Named
    minutes: int
    eqf_level: int | None
    audience: str
    prerequisites: str
    equipment: str
    access_delay: str
    keywords: list[str]
    registry_number: str = Field(description="its RNCP or RS number; empty where it has none")
    university: Named
    competencies: list[Competency]
    tariffs: list[Tariff]
    sessions: list[Session]
    updated_on: date | None


class Asked(Schema):
    """The words and filters of the public page; within one filter any choice will do, between filters all must hold."""

    q: str = Field("", max_length=200, description="French words; typing slips and missing accents are forgiven")
    hours: list[str] = Field([], description="such as `7-10`")
    sessions: list[str] = Field([], description="`ouverte`, `bientot`, `sans-date`")
    families: list[str] = []
    modalities: list[str] = []
    aims: list[str] = Field([], description="`upskilling`, `reskilling`, `cross_skilling`")
    levels: list[str] = Field([], description="European level 1 to 8, or `aucun`")
    prices: list[str] = Field([], description="bands of the lowest tariff in euros, such as `0-150`")
    universities: list[str] = Field([], description="the producer's slug")
    sort: Sort | None = None
    after: str = Field("", max_length=120, description="the slug after which the slice begins: follow `next`")
    before: str = Field("", max_length=120, description="the slug before which the slice ends: follow `previous`")
    limit: int = Field(12, ge=1, le=LONGEST)
