"""What the national criteria ask of a certification (Labour code R6113-11), and what a training already shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Criterion(StrEnum):
    """The criteria of R6113-11, in the order in which the file answers them."""

    MARKET = "market"
    IMPACT = "impact"
    AIMS = "aims"
    MEANS = "means"
    MATCH = "match"
    FRAMEWORK = "framework"
    TRANSITIONS = "transitions"
    SAFETY = "safety"
    DISABILITY = "disability"
    CONTROL = "control"
    LEGAL = "legal"
    BLOCKS = "blocks"
    SOCIAL_PARTNERS = "social_partners"


class Lack(StrEnum):
    """One thing that is missing from an answer."""

    STUDY = "study"
    MARKET_TEXT = "market_text"
    COHORTS = "cohorts"
    SURVEY = "survey"
    PURPOSE = "purpose"
    AUDIENCE = "audience"
    TEAM = "team"
    EQUIPMENT = "equipment"
    NOT_ALIGNED = "not_aligned"
    PART = "part"
    TRANSITIONS_TEXT = "transitions_text"
    SAFETY_TEXT = "safety_text"
    DISABILITY_TEXT = "disability_text"
    RULE = "rule"
    LEGAL_TEXT = "legal_text"
    LINKS_TEXT = "links_text"
    SOCIAL_PARTNER = "social_partner"


class Place(StrEnum):
    """Where a lack is mended."""

    FRAMEWORK = "framework"
    FACTS = "facts"
    CONTRIBUTION = "contribution"
    TRAINING = "training"
    ELSEWHERE = "elsewhere"


PLACES: dict[Lack, Place] = {
    Lack.STUDY: Place.CONTRIBUTION,
    Lack.SOCIAL_PARTNER: Place.CONTRIBUTION,
    Lack.MARKET_TEXT: Place.FACTS,
    Lack.PURPOSE: Place.FACTS,
    Lack.TRANSITIONS_TEXT: Place.FACTS,
    Lack.SAFETY_TEXT: Place.FACTS,
    Lack.DISABILITY_TEXT: Place.FACTS,
    Lack.LEGAL_TEXT: Place.FACTS,
    Lack.LINKS_TEXT: Place.FACTS,
    Lack.PART: Place.FRAMEWORK,
    Lack.AUDIENCE: Place.TRAINING,
    Lack.TEAM: Place.TRAINING,
    Lack.EQUIPMENT: Place.TRAINING,
    Lack.NOT_ALIGNED: Place.TRAINING,
    Lack.RULE: Place.TRAINING,
    Lack.COHORTS: Place.ELSEWHERE,
    Lack.SURVEY: Place.ELSEWHERE,
}

# France compétences reads the careers of at least two cohorts; how many is its doctrine, not the code's own words.
COHORTS = 2
# The items of the assessment rules that say how the jury and its controls work.
CONTROL_RULES = ("jury", "criteria", "appeal", "resit", "absence_and_lateness", "identity")


@dataclass(frozen=True)
class YearFigures:
    """One cohort: who was enrolled in a session that began that year, sat the assessment, passed; careers once surveyed."""

    year: int
    enrolled: int
    sat: int
    passed: int
    surveyed: int | None = None

    @property
    def pass_percent(self) -> int | None:
        return round(100 * self.passed / self.sat) if self.sat else None


@dataclass(frozen=True)
class Shown:
    """What a training and its framework say, reduced to what the criteria look at."""

    texts: dict[str, str]
    studies: int
    social_partners: int
    contributions: int
    team: int
    framework_gaps: Sequence[str]
    alignment_gaps: Sequence[str]
    rules: dict[str, str]
    figures: Sequence[YearFigures]


@dataclass(frozen=True)
class Missing:
    """A lack, and the words or the code that it is about."""

    lack: Lack
    about: str = ""

    @property
    def place(self) -> Place:
        return PLACES[self.lack]


@dataclass(frozen=True)
class Finding:
    """How the training answers one criterion."""

    criterion: Criterion
    missing: tuple[Missing, ...] = ()

    @property
    def is_met(self) -> bool:
        return not self.missing


def findings(shown: Shown) -> list[Finding]:
    """One finding per criterion, in their order."""
    lacks = {
        Criterion.MARKET: _market(shown),
        Criterion.IMPACT: _impact(shown.figures),
        Criterion.AIMS: _texts(shown, purpose=Lack.PURPOSE, audience=Lack.AUDIENCE),
        Criterion.MEANS: _texts(shown, equipment=Lack.EQUIPMENT) + ([] if shown.team else [Missing(Lack.TEAM)]),
        Criterion.MATCH: [Missing(Lack.NOT_ALIGNED, words) for words in shown.alignment_gaps],
        Criterion.FRAMEWORK: [Missing(Lack.PART, words) for words in shown.framework_gaps],
        Criterion.TRANSITIONS: _texts(shown, transitions=Lack.TRANSITIONS_TEXT),
        Criterion.SAFETY: _texts(shown, safety=Lack.SAFETY_TEXT),
        Criterion.DISABILITY: _texts(shown, disability=Lack.DISABILITY_TEXT),
        Criterion.CONTROL: [
            Missing(Lack.RULE, rule) for rule in CONTROL_RULES if not shown.rules.get(rule, "").strip()
        ],
        Criterion.LEGAL: _texts(shown, legal_constraints=Lack.LEGAL_TEXT),
        Criterion.BLOCKS: _texts(shown, registry_links=Lack.LINKS_TEXT),
        Criterion.SOCIAL_PARTNERS: [] if shown.social_partners else [Missing(Lack.SOCIAL_PARTNER)],
    }
    return [Finding(criterion, tuple(lacks[criterion])) for criterion in Criterion]


def _texts(shown: Shown, **wanted: Lack) -> list[Missing]:
    return [Missing(lack) for name, lack in wanted.items() if not shown.texts.get(name, "").strip()]


def _market(shown: Shown) -> list[Missing]:
    return _texts(shown, market_study=Lack.MARKET_TEXT) + ([] if shown.studies else [Missing(Lack.STUDY)])


def _impact(figures: Sequence[YearFigures]) -> list[Missing]:
    cohorts = [each for each in figures if each.passed]
    short = [] if len(cohorts) >= COHORTS else [Missing(Lack.COHORTS, f"{len(cohorts)}")]
    return short + ([] if any(each.surveyed for each in cohorts) else [Missing(Lack.SURVEY)])
