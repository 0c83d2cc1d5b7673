"""Search and catalogue page among 10,000 trainings on SQLite and PostgreSQL: times, twenty misspelt queries, ratios.

Trainings are generated from the demonstration's own sentences, so that its words are everywhere. Each time is given on the
wall and in this process's CPU (what PostgreSQL computes is not in the latter). The trivial page reads one row and shows it
in the house's frame, and is asked in turn with each page, so that both meet the same machine; the bare one shows it without any
frame. The demonstration's bar is on no page (`--with-bar` adds it to all: it has statements of its own and flatters the ratio).
A query counts strictly when the expected training comes first; leniently when all that stand before it hold as many of the
query's words in their titles. `--trainings N`, `--only sqlite`.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

TRIES = 5
SEARCH_MS, PAGE_RATIO = 30.0, 4.0
PAGE_TRIES = 40
# What else people do: the whole catalogue, facets alone, a common word, words that nobody uses.
OTHERS = [
    ("", {}),
    ("", {"families": ["teaching"], "hours": ["7-10"], "prices": ["0-150", "151-300"]}),
    ("formation", {}),
    ("formation a distance", {"sessions": ["ouverte"]}),
    ("soudure", {}),
]
PAGES = ["/", "/?q=evalaution", "/?domaine=teaching&duree=7-10", "/?q=formation&tri=prix", "/?tri=duree"]
VERBS = "Concevoir,Animer,Évaluer,Accompagner,Préparer,Conduire,Analyser,Construire,Organiser,Piloter,Adapter,Présenter"
OBJECTS = (
    "une séquence pédagogique,un atelier d’écriture,une évaluation par compétences,un entretien professionnel,une enquête,"
    "un tutorat à distance,une classe inversée,un référentiel,un dossier de VAE,une simulation,un budget,une visioconférence,"
    "une ressource numérique,un projet coopératif,un diagnostic,une communauté de pratique,un portfolio,une médiation,"
    "un parcours hybride,une démarche qualité,un jury,une veille documentaire,une réunion,un plan de formation"
)
CONTEXTS = (
    "en entreprise,à l’hôpital,avec des adultes,en milieu rural,pour des débutants,à l’université,dans une association,"
    "en équipe,avec peu de moyens,en plusieurs langues,en temps contraint,auprès de jeunes,pour l’action sociale,"
    "dans l’industrie,au musée,sur le terrain,avec un robot conversationnel,en situation de handicap"
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trainings", type=int, default=10_000)
    options.add_argument("--only", choices=["sqlite", "postgresql"])
    options.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--with-bar", action="store_true", help="leave the demonstration's bar on the pages")
    options.add_argument("--profile", action="store_true", help="where the time of a page goes")
    given = options.parse_args()
    if given.measure:
        print(
            json.dumps(measure(given.trainings, has_bar=given.with_bar, is_profiled=given.profile), ensure_ascii=False)
        )
        return 0
    figures = {vendor: run(vendor, given) for vendor in ([given.only] if given.only else ["sqlite", "postgresql"])}
    holds = all(each["holds"] for each in figures.values())
    print(json.dumps({"bench": "catalogue", "trainings": given.trainings, "holds": holds, **figures}))
    return 0 if holds else 1


def run(vendor: str, given: argparse.Namespace) -> dict:
    """Measure in a process of its own, on a database of its own."""
    command = [sys.executable, "-P", __file__, "--measure", "--trainings", str(given.trainings)]
    command += ["--profile"] if given.profile else []
    command += ["--with-bar"] if given.with_bar else []
    with tempfile.TemporaryDirectory(prefix="microcert-bench-") as var:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{var}/bench.sqlite3"}
        whole = [ROOT / "bin" / "postgres", *command] if vendor == "postgresql" else command
        done = subprocess.run(whole, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    *said, last = done.stdout.strip().splitlines()
    print(f"{vendor}:", *said, sep="\n", flush=True)
    return json.loads(last)


def measure(trainings: int, *, has_bar: bool, is_profiled: bool) -> dict:
    import django

    django.setup()
    if not has_bar:
        take_off_the_bar()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    fill(trainings)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    searches = searching()
    ranks = ranking()
    pages = rendering()
    if is_profiled:
        profile()
    worst = max(page["ratio_to_trivial"] for page in pages["pages"].values())
    worst_cpu = max(page["cpu_ratio_to_trivial"] for page in pages["pages"].values())
    return {
        "search_p95_ms": searches["p95_ms"],
        "search": searches,
        "queries_first": sum(each["rank"] == 1 for each in ranks.values()),
        "queries_first_or_equal": sum(each["is_found"] for each in ranks.values()),
        "queries_asked": len(ranks),
        "queries_not_first": {typed: each for typed, each in ranks.items() if each["rank"] != 1},
        **pages,
        "has_bar": has_bar,
        "worst_ratio_to_trivial": worst,
        "worst_cpu_ratio_to_trivial": worst_cpu,
        "holds": searches["p95_ms"] <= SEARCH_MS
        and max(worst, worst_cpu) <= PAGE_RATIO
        and all(each["is_found"] for each in ranks.values()),
    }


def take_off_the_bar() -> None:
    """Before the first template is read."""
    from django.conf import settings

    settings.TEMPLATES[0]["OPTIONS"]["context_processors"].remove("microcert.web.demo.context.demonstration")


def fill(trainings: int) -> None:
    """The demonstration's consortium, and as many generated trainings as there lack."""
    from microcert.catalogue.actions import index
    from microcert.journeys.load_house import load_house, read_house
    from microcert.trainings.models import TrainingVersion

    load_house(read_house(ROOT / "demo" / "consortium.toml"), password="demonstration")  # noqa: S106
    made = Maker(random.Random(20261124))  # noqa: S311  # the same trainings each time
    lacking = max(0, trainings - TrainingVersion.objects.filter(status="published").count())
    for begin in range(0, lacking, 500):
        versions = made.versions(begin, min(500, lacking - begin))
        index(*versions)
    print(f"{lacking} trainings generated", flush=True)


class Maker:
    """Trainings out of the demonstration's sentences."""

    def __init__(self, chance: random.Random) -> None:
        from microcert.consortium.models import FrameworkVersion, University
        from microcert.trainings.models import TrainingVersion

        self.chance = chance
        self.universities = list(University.objects.all())
        self.framework = FrameworkVersion.objects.latest()
        real = list(TrainingVersion.objects.prefetch_related("outcomes", "activities"))
        self.sentences = [words for each in real for words in each.description.split(". ")]
        self.real, self.keywords = real, sorted({word for each in real for word in each.keywords})
        self.outcomes = [outcome.text for each in real for outcome in each.outcomes.all()]

    def versions(self, begin: int, number: int) -> list:
        from microcert.competencies.models import CompetencyFramework
        from microcert.sessions.models import Session
        from microcert.trainings.models import Activity, Tariff, Training, TrainingVersion, Unit

        chance = self.chance
        producers = [chance.choice(self.universities) for _one in range(number)]
        names = [f"genere-{begin + place}" for place in range(number)]
        frameworks = CompetencyFramework.objects.bulk_create(
            CompetencyFramework(slug=name, title=name, university=producer)
            for name, producer in zip(names, producers, strict=True)
        )
        rows = Training.objects.bulk_create(
            Training(slug=name, producer=producer) for name, producer in zip(names, producers, strict=True)
        )
        versions = TrainingVersion.objects.bulk_create(
            self._version(training, framework) for training, framework in zip(rows, frameworks, strict=True)
        )
        units = Unit.objects.bulk_create(Unit(version=each, title="Semaine") for each in versions)
        Activity.objects.bulk_create(
            Activity(
                version=unit.version,
                unit=unit,
                kind="reading",
                title=chance.choice(self.sentences)[:200],
                minutes=60,
                is_synchronous=chance.random() < 0.5,
                place="on_site" if chance.random() < 0.1 else "distance",
            )
            for unit in units
        )
        Tariff.objects.bulk_create(
            Tariff(version=each, code="individual", label="Individuel", price_cents=chance.randrange(9, 60) * 1000)
            for each in versions
        )
        Session.objects.bulk_create(
            self._session(each, place) for each in versions for place in range(chance.choice([0, 1, 1, 2]))
        )
        # Drafts until they are whole: nothing may be added to what is published.
        TrainingVersion.objects.filter(pk__in=[each.pk for each in versions]).update(
            status="published", published_at=self.real[0].published_at
        )
        return versions

    def _version(self, training, framework):  # noqa: ANN001, ANN202
        from microcert.trainings.models import TrainingVersion

        chance, real = self.chance, self.chance.choice(self.real)
        verb, thing, where = (chance.choice(words.split(",")) for words in (VERBS, OBJECTS, CONTEXTS))
        return TrainingVersion(
            training=training,
            competency_framework=framework,
            framework_version=self.framework,
            title=f"{verb} {thing} {where}",
            family=chance.choice(
                ["teaching", "instructional_design", "prior_learning", "entrepreneurship", "health_trainers"]
            ),
            aim=chance.choice(["upskilling", "reskilling", "cross_skilling"]),
            summary=chance.choice(self.sentences)[:290],
            description=". ".join(chance.sample(self.sentences, 4) + chance.sample(self.outcomes, 4)),
            audience=real.audience,
            prerequisites=chance.choice(self.real).prerequisites,
            equipment=real.equipment,
            access_delay=real.access_delay,
            keywords=[*thing.split()[-1:], where, chance.choice(self.keywords)],
            minutes=chance.randrange(7, 31) * 60,
            eqf_level=chance.choice([None, 4, 5, 6, 6, 7]),
            expert_name=real.expert_name,
            expert_title=real.expert_title,
            stackability=real.stackability,
            quality_assurance=real.quality_assurance,
            updated_on=real.updated_on,
        )

    def _session(self, version, place):  # noqa: ANN001, ANN202
        from microcert.foundation import clock
        from microcert.sessions.models import Session

        start: date = clock.today() + timedelta(days=self.chance.randrange(20, 200))
        return Session(
            version=version,
            code=f"{version.training.slug}-{place}",
            starts_on=start,
            ends_on=start + timedelta(days=28),
            sales_close_on=start - timedelta(days=17),
            capacity=24,
            status=self.chance.choice(["open", "planned", "closed"]),
        )


def timed(gesture: Callable[[], object], tries: int = TRIES) -> tuple[list[float], list[float]]:
    """Milliseconds on the wall and of CPU, of each try after one that warms up."""
    return in_turn([gesture], tries)[0]


def in_turn(gestures: Sequence[Callable[[], object]], tries: int) -> list[tuple[list[float], list[float]]]:
    """The same of several gestures, one after the other in each try: what else the machine does falls on all alike."""
    times: list[tuple[list[float], list[float]]] = [([], []) for _gesture in gestures]
    for attempt in range(tries + 1):
        for gesture, (wall, cpu) in zip(gestures, times, strict=True):
            began, spent = time.perf_counter(), time.process_time()
            gesture()
            took, used = (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000
            if attempt:
                wall.append(took)
                cpu.append(used)
    return times


def p95(values: list[float]) -> float:
    return round(statistics.quantiles(values, n=20, method="inclusive")[-1], 1)


def searching() -> dict:
    from tests.catalogue.queries_in_french import QUERIES

    from microcert.catalogue.facets import Filters
    from microcert.catalogue.queries import search

    wall, cpu, medians = list[float](), list[float](), dict[str, float]()
    asked = [(typed, {}) for typed, _slug in QUERIES] + OTHERS
    for typed, ticked in asked:
        filters = Filters(**{facet: frozenset(values) for facet, values in ticked.items()})
        one_wall, one_cpu = timed(lambda typed=typed, filters=filters: search(typed, filters))
        medians[f"{typed} {ticked or ''}".strip()] = round(statistics.median(one_wall), 1)
        wall, cpu = wall + one_wall, cpu + one_cpu
    slowest = dict(sorted(medians.items(), key=lambda row: -row[1])[:4])
    figures = {
        "median_ms": round(statistics.median(wall), 1),
        "p95_ms": p95(wall),
        "cpu_p95_ms": p95(cpu),
        "slowest": slowest,
    }
    print("search", json.dumps(figures, ensure_ascii=False), flush=True)
    return figures


def ranking() -> dict[str, dict]:
    from tests.catalogue.queries_in_french import QUERIES

    from microcert.catalogue.queries import search
    from microcert.catalogue.rules import stem, words_of

    found = {}
    for typed, expected in QUERIES:
        results = search(typed, size=200)
        wanted = {each for stems in results.reading.alternatives for each in stems}
        titles = [(row.slug, len(wanted & {stem(word) for word in words_of(row.title)})) for row in results.slice.rows]
        places = [place for place, (slug, _held) in enumerate(titles) if slug == expected]
        rank = places[0] + 1 if places else 0
        is_found = bool(places) and all(held >= titles[places[0]][1] for _slug, held in titles[: places[0]])
        found[typed] = {"rank": rank, "is_found": is_found and titles[0][1] <= titles[places[0]][1]}
    return found


def rendering() -> dict:
    """Pages by the whole of Django, middleware included, in this process."""
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.test import Client, override_settings
    from django.urls import include, path

    from microcert.consortium.models import University

    framed = engines["django"].from_string(
        '{% extends "frame/base.html" %}{% block title %}{{ row.name }}{% endblock %}{% block main %}<h1>{{ row.name }}</h1>{% endblock %}'
    )
    plain = engines["django"].from_string("<!doctype html><title>{{ row.name }}</title><h1>{{ row.name }}</h1>")

    def trivial(request: HttpRequest) -> HttpResponse:
        return HttpResponse(framed.render({"row": University.objects.get(slug="hauterive")}, request))

    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(plain.render({"row": University.objects.get(slug="hauterive")}, request))

    class Addresses:
        urlpatterns = [
            path("une-ligne/", trivial),
            path("une-ligne-nue/", bare),
            path("", include("microcert.settings.urls")),
        ]

    with override_settings(ROOT_URLCONF=Addresses, ALLOWED_HOSTS=["*"]):
        client = Client()

        bare_page, *pairs = (
            in_turn([lambda one=one: client.get(one) for one in addresses], PAGE_TRIES)
            for addresses in [["/une-ligne-nue/"], *(["/une-ligne/", address] for address in PAGES)]
        )
    pages = {address: beside(*pair) for address, pair in zip(PAGES, pairs, strict=True)}
    answer = {"bare_page": figures(*bare_page[0]), "pages": pages}
    print("pages", json.dumps(answer), flush=True)
    return answer


def figures(wall: list[float], cpu: list[float]) -> dict[str, float]:
    return {
        "median_ms": round(statistics.median(wall), 1),
        "p95_ms": p95(wall),
        "cpu_median_ms": round(statistics.median(cpu), 1),
        "cpu_p95_ms": p95(cpu),
    }


def beside(trivial: tuple[list[float], list[float]], page: tuple[list[float], list[float]]) -> dict:
    """A page's figures, those of the trivial page that was asked in turn with it, and their ratios."""
    one, of_page = figures(*trivial), figures(*page)
    ratio = {name: round(of_page[name] / one[name], 2) for name in one}
    return of_page | {
        "trivial": one,
        "ratio_to_trivial": ratio["p95_ms"],
        "median_ratio_to_trivial": ratio["median_ms"],
        "cpu_ratio_to_trivial": ratio["cpu_p95_ms"],
        "cpu_median_ratio_to_trivial": ratio["cpu_median_ms"],
    }


def profile() -> None:
    from django.test import Client

    client, watch = Client(), cProfile.Profile()
    client.get("/")
    watch.enable()
    for _try in range(20):
        client.get("/")
    watch.disable()
    pstats.Stats(watch, stream=sys.stderr).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    sys.exit(main())
