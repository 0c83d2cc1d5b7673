"""Where a gap is mended: the address of the very field, so that the way from what lacks to its remedy is one click (N05)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from microcert.competencies.models import Competency
from microcert.competencies.rules import FrameworkStatus
from microcert.consortium.models import Consortium
from microcert.trainings.models import Criterion, Outcome, TrainingVersion
from microcert.trainings.queries import readings_of, requirements_of
from microcert.trainings.rules import Gap, ResourceKind, points_lacking

INFORMATION = (
    "audience",
    "prerequisites",
    "equipment",
    "access_delay",
    "stackability",
    "quality_assurance",
    "updated_on",
)
TEAM = ("expert_name", "expert_title")


class Mending:
    """The addresses that mend the gaps of one version. What an address needs is read once, and only when it is asked."""

    def __init__(self, version: TrainingVersion, criteria: Iterable[Criterion]) -> None:
        """The criteria come with their levels."""
        self.version = version
        self._criteria = {each.code: each for each in criteria}

    def of(self, gap: Gap) -> str:
        """The address of the field that mends the gap; empty where nothing on the platform's pages does."""
        way = getattr(self, f"_{gap.lack}", None)
        return str(way(gap)) if way else ""

    def _section(self, name: str, field: str = "") -> str:
        return reverse("design-section", args=[self.version.pk, name]) + (f"#id_{field}" if field else "")

    def _page(self, name: str, anchor: str = "", **query: object) -> str:
        address = reverse(name, args=[self.version.pk]) + (f"?{urlencode(query)}" if query else "")
        return f"{address}#{anchor}" if anchor else address

    @cached_property
    def _outcomes(self) -> list[Outcome]:
        return list(self.version.outcomes.all())

    @cached_property
    def _activities(self) -> dict[str, Any]:
        return {each.title: each for each in self.version.activities.all()}

    @cached_property
    def _competencies(self) -> dict[str, Competency]:
        return {each.code: each for each in self.version.competency_framework.competencies.all()}

    @cached_property
    def _resources(self) -> dict[str, Any]:
        return {each.title: each for each in self.version.resources.prefetch_related("checks")}

    def _decision(self, _gap: Gap) -> str:
        return reverse("production-calls")

    def _fact(self, gap: Gap) -> str:
        name = "information" if gap.about in INFORMATION else "team" if gap.about in TEAM else "presentation"
        return self._section(name, gap.about)

    def _claim(self, gap: Gap) -> str:
        section = gap.figures.get("section")
        if section == "framework":
            return self._written_competency(self._competencies[gap.about])
        if section:
            return self._section(str(section), str(gap.figures["field"]))
        return self._fact(gap)

    def _trainer(self, _gap: Gap) -> str:
        return self._section("team", "rows-0-role")

    def _rule(self, gap: Gap) -> str:
        return self._section("rules", gap.about)

    def _proctoring(self, gap: Gap) -> str:
        return self._section("rules", gap.about)

    def _hours(self, gap: Gap) -> str:
        """Too short asks for one more activity; too long, for a look at all of them."""
        if self.version.minutes >= requirements_of(Consortium.objects.first()).hours_min * 60:
            return self._page("design-course")
        return self._page("design-course", "id_activity-title" if self.version.units.exists() else "id_unit-title")

    def _sum(self, _gap: Gap) -> str:
        return self._page("design-course")

    def _milestone(self, _gap: Gap) -> str:
        first = next(iter(self._activities.values()), None)
        return self._section(first.section, "is_milestone") if first else self._page("design-course")

    def _transcript(self, gap: Gap) -> str:
        return self._section(self._activities[gap.about].section, "body")

    def _aimless(self, gap: Gap) -> str:
        # The first of its boxes; without outcomes there is no box yet.
        field = "outcomes_0" if self._outcomes else ""
        if not field:
            return self._section("outcomes", "rows-0-code")
        return self._section(self._activities[gap.about].section, field)

    def _task(self, _gap: Gap) -> str:
        return self._section("task", "title")

    def _threshold(self, gap: Gap) -> str:
        return self._section("task", f"threshold-{self._competencies[gap.about].pk}")

    def _competency(self, _gap: Gap) -> str:
        """A competency is written in the framework while that is a draft; in force, its next version takes it."""
        framework = self.version.competency_framework
        if framework.status == FrameworkStatus.DRAFT:
            return reverse("framework-add", args=[framework.pk, "competences"])
        return reverse("competency-framework", args=[framework.pk])

    def _written_competency(self, competency: Competency) -> str:
        framework = self.version.competency_framework
        if framework.status == FrameworkStatus.DRAFT:
            return reverse("framework-part", args=[framework.pk, "competences", competency.pk]) + "#id_statement"
        return reverse("competency-framework", args=[framework.pk])

    def _superseded(self, _gap: Gap) -> str:
        return self._page("design-framework")

    def _stray(self, gap: Gap) -> str:
        place = [each.code for each in self._outcomes].index(gap.about)
        return self._section("outcomes", f"rows-{place}-competency_id")

    def _criterion(self, _gap: Gap) -> str:
        return self._page("design-rubric", "id_criterion-title")

    def _not_judged(self, gap: Gap) -> str:
        """A criterion of one's own is added in the rubric, for this outcome."""
        return self._page("design-rubric", "id_criterion-title", acquis=self._outcome(gap.about).pk)

    def _not_taught(self, gap: Gap) -> str:
        """The first box of its column in the matrix; without an activity there is no box yet."""
        first = next(iter(self._activities.values()), None)
        if first is None:
            return self._page("design-course")
        return self._page("design-matrix", f"a-{first.pk}-{self._outcome(gap.about).pk}")

    def _levels(self, gap: Gap) -> str:
        criterion = self._criteria[gap.about]
        said = {each.rank for each in criterion.levels.all()}
        blank = [rank for rank in range(1, int(gap.figures["levels"]) + 1) if rank not in said]
        return self._section(criterion.section, f"level-{(blank or [1])[0]}")

    def _tariff(self, _gap: Gap) -> str:
        return self._section("tariffs", "rows-0-code")

    def _unproven(self, gap: Gap) -> str:
        resource = self._resources[gap.about]
        _failed, unseen = points_lacking(ResourceKind(resource.kind), readings_of(resource))
        return self._page("design-resources", f"id_check-{resource.pk}-{unseen[0]}", voir=resource.pk)

    def _inaccessible(self, gap: Gap) -> str:
        resource = self._resources[gap.about]
        return self._page("design-resources", f"id_check-{resource.pk}-alternative", voir=resource.pk)

    def _update(self, _gap: Gap) -> str:
        return self._section("information", "update_due_on")

    def _outcome(self, code: str) -> Outcome:
        return next(each for each in self._outcomes if each.code == code)
