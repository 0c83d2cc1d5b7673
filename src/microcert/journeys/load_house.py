"""From a consortium's folder to a running house: members, keys, trainings published, sessions planned and opened.

Everything is read and judged first; nothing is written unless all of it is good. Loading again adds what is new.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from microcert.consortium.errors import Problem
from microcert.consortium.load import ConsortiumFile, load_consortium, read_consortium
from microcert.consortium.queries import framework_in_force
from microcert.consortium.sheet import refuse_problems
from microcert.documents.custody import ensure_keys
from microcert.foundation.action import action
from microcert.production.load import NAME, Names, ProductionFile, load_production, read_production, record_earlier
from microcert.production.specification import NAME as SPECIFICATION
from microcert.production.specification import SpecificationFile, load_specification, read_specification
from microcert.sessions.load import Plans, plan_sessions, read_plans
from microcert.sessions.rules import SessionStatus
from microcert.trainings.load import load_training, read_training
from microcert.trainings.models import TrainingVersion
from microcert.trainings.queries import published, requirements_of
from microcert.trainings.rules import Decision
from microcert.trainings.training_file import Known, TrainingFile

from .move_session import cancel_session
from .open_session import open_session
from .publish_training import publish_training

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class House:
    """A consortium's files, read and found good."""

    consortium: ConsortiumFile
    trainings: tuple[tuple[TrainingFile, Plans], ...]
    production: ProductionFile
    specification: SpecificationFile | None


@dataclass(frozen=True)
class Loaded:
    """What loading did: members of the consortium, trainings and sessions that are new."""

    universities: int
    people: int
    new_trainings: int
    new_sessions: int


def read_house(path: Path) -> House:
    """Read the consortium's file and every training beside it. Raises `BadFiles` with all that is wrong in all of them."""
    problems: list[Problem] = []
    consortium = read_consortium(path, problems)
    slugs = {each.slug for each in consortium.universities}
    titles = {row["key"]: row["title"] for row in consortium.consortium.settings["cast"]}
    people = {each.key: (each.user.full_name, titles.get(each.key) or "-") for each in consortium.cast}
    known = Known(slugs, people, requirements_of(consortium.consortium))
    trainings = [
        (read_training(file, known, problems), read_plans(file, slugs, problems)) for file in consortium.trainings
    ]
    production = read_production(
        path.parent / NAME, Names(slugs, {file.stem for file in consortium.trainings}), problems
    )
    specification = read_specification(path.parent / SPECIFICATION, problems)
    refuse_problems(problems)
    return House(consortium, tuple(trainings), production, specification)


@action
def load_house(house: House, *, password: str = "", tell: Tell = lambda what, done, whole: None) -> Loaded:
    """Write a house that was read; `tell(what, done, whole)` hears of the progress. `password` is a demonstration's."""
    loaded = load_consortium(house.consortium, password=password)
    for done, university in enumerate(loaded.universities.values(), start=1):
        ensure_keys(university)
        tell("keys", done, len(loaded.universities))
    framework = framework_in_force()
    new_trainings = new_sessions = 0
    for done, (training, plans) in enumerate(house.trainings, start=1):
        draft = load_training(training, loaded, framework)
        if draft is not None:
            record_earlier(draft.training, house.production)
            # The files are the consortium’s own: what they hold was decided before it was written down.
            publish_training(draft, by=draft.expert, decision=Decision.GIVEN_BEFORE)
            new_trainings += 1
        version: TrainingVersion | None = published().filter(training__slug=training.slug).first()
        planned = plan_sessions(version, plans, loaded) if version else []
        new_sessions += len(planned)
        for session, plan in planned:
            if plan.state != SessionStatus.PLANNED:
                open_session(session, by=None)
            if plan.state == SessionStatus.CANCELLED:
                cancel_session(session, reason=plan.reason, by=None)
        tell("trainings", done, len(house.trainings))
    load_production(house.production)
    load_specification(house.specification)
    return Loaded(len(loaded.universities), len(loaded.people), new_trainings, new_sessions)
