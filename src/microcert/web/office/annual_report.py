"""The figures of the provider's annual report (BPF, Cerfa 10443) for one university and year, as page and files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from microcert.consortium.models import University
from microcert.settlement.annual import Report, report, years_with_figures
from microcert.settlement.models import ACCOUNT_LABELS
from microcert.settlement.rules.annual import LINES, Aim, Count, Counting, Origin, Status
from microcert.web.access import SignedInRequest, admit
from microcert.web.export import csv_file, table_as_csv
from microcert.web.frame.wording import euros, hours
from microcert.web.workbook import Money, Sheet, workbook, xlsx_file

from .settlement import readable_books

STATUSES: dict[Status, Promise] = {
    Status.EMPLOYEES: gettext_lazy("Salariées et salariés"),
    Status.JOB_SEEKERS: gettext_lazy("Personnes en recherche d’emploi"),
    Status.INDIVIDUALS: gettext_lazy("Particuliers à leurs frais"),
    Status.OTHERS: gettext_lazy("Autres stagiaires"),
}
ORIGINS: dict[Origin, Promise] = {
    Origin.COMPANIES: gettext_lazy("Entreprises, pour la formation de leur personnel"),
    Origin.TRAINING_ACCOUNTS: gettext_lazy("Compte personnel de formation (CPF)"),
    Origin.JOB_SEEKER_FUNDS: gettext_lazy("Opérateurs de compétences : personnes en recherche d’emploi"),
    Origin.SELF_EMPLOYED_FUNDS: gettext_lazy("Fonds de formation des non-salariés"),
    Origin.FUNDS: gettext_lazy("Opérateurs de compétences : plan de développement des compétences et autres"),
    Origin.AGENTS: gettext_lazy("Pouvoirs publics, pour la formation de leurs agents"),
    Origin.EUROPE: gettext_lazy("Instances européennes"),
    Origin.STATE: gettext_lazy("État"),
    Origin.REGIONS: gettext_lazy("Conseils régionaux"),
    Origin.FRANCE_TRAVAIL: gettext_lazy("France Travail"),
    Origin.PUBLIC: gettext_lazy("Autres ressources publiques"),
    Origin.INDIVIDUALS: gettext_lazy("Particuliers à leurs frais"),
    Origin.PROVIDERS: gettext_lazy("Autres organismes de formation (redevances)"),
    Origin.OTHERS: gettext_lazy("Autres produits"),
}
AIMS: dict[Aim, Promise] = {
    Aim.RNCP: gettext_lazy("Certification inscrite au RNCP"),
    Aim.SPECIFIC: gettext_lazy("Certification inscrite au répertoire spécifique"),
    Aim.OTHER: gettext_lazy("Autre formation professionnelle"),
}
COUNTINGS: dict[Counting, Promise] = {
    Counting.CONTRACT_HOLDER: gettext_lazy("l’université qui porte le contrat"),
    Counting.PRODUCER: gettext_lazy("l’université productrice"),
}


class Line:
    """A line of the report: frame, words, and either money or learners with their minutes."""

    def __init__(self, frame: str, words: Any, *, cents: int | None = None, count: Count | None = None) -> None:
        self.frame, self.words, self.cents, self.count = frame, words, cents, count

    @property
    def shown(self) -> tuple[str, str]:
        """Learners (or amount) and hours, as text."""
        if self.count is None:
            return euros(self.cents or 0), ""
        return str(self.count.learners), hours(self.count.minutes)


def lines_of(found: Report) -> Iterator[Line]:
    """The report line by line, in the order of the form."""
    for origin, cents in found.income.items():
        yield Line(f"C {LINES[origin]}", ORIGINS[origin], cents=cents)
    yield Line("C", _("Total des produits"), cents=found.income_total)
    for account, cents in found.costs.items():
        yield Line("D", ACCOUNT_LABELS[account], cents=cents)
    yield Line("D", _("Total des charges connues de la plateforme"), cents=found.costs_total)
    yield Line(
        "E", _("Personnes et heures d’accompagnement engagées"), count=Count(found.trainers, found.trainer_minutes)
    )
    for status, count in found.frames.by_status.items():
        yield Line("F1", STATUSES[status], count=count)
    yield Line("F1", _("Total des stagiaires"), count=found.frames.total)
    yield Line("F2", _("Confiés à un autre organisme"), count=found.frames.subcontracted)
    for aim, count in found.frames.by_aim.items():
        yield Line("F3", AIMS[aim], count=count)
    for (code, label), count in found.frames.by_speciality.items():
        yield Line("F4", f"{code} {label}".strip(), count=count)
    yield Line("G", _("Confiés par un autre organisme"), count=found.frames.for_others)


def found_for(request: SignedInRequest) -> tuple[list[University], Report, list[int]]:
    """What the address asks for; a university out of reach is not there, and neither is a year without figures."""
    universities = readable_books(request.user)
    admit(request.user, bool(universities))
    slug, years = request.GET.get("universite", ""), years_with_figures()
    university = next((each for each in universities if each.slug == slug or not slug), None)
    asked = request.GET.get("annee", "")
    year = next((each for each in years if str(each) == asked or not asked), None)
    if university is None or year is None:
        raise Http404
    return universities, report(university, year), years


@login_required
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    universities, found, years = found_for(request)
    context = {
        "universities": universities,
        "found": found,
        "years": years,
        "lines": list(lines_of(found)),
        "counting": COUNTINGS[found.counting],
    }
    return render(request, "office/annual_report.html", context)


@login_required
@require_safe
def export(request: SignedInRequest, kind: str) -> HttpResponse:
    """The same figures for a spreadsheet: sums only, nobody is named."""
    _universities, found, _years = found_for(request)
    heads = [_("Cadre"), _("Rubrique"), _("Montant"), _("Nombre"), _("Heures")]
    name = f"bpf-{found.university.slug}-{found.year}"
    if kind == "csv":
        return csv_file(table_as_csv(heads, ([str(cell) for cell in _cells(line)] for line in lines_of(found))), name)
    if kind != "xlsx":
        raise Http404
    rows = [[*_cells(line)[:2], Money(line.cents), *_cells(line)[3:]] for line in lines_of(found)]
    return xlsx_file(workbook([Sheet(f"BPF {found.year}", heads, rows)]), name)


def _cells(line: Line) -> list[Any]:
    if line.count is None:
        cents = line.cents or 0
        return [
            line.frame,
            str(line.words),
            f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}",
            "",
            "",
        ]
    return [line.frame, str(line.words), "", line.count.learners, round(line.count.minutes / 60)]


urlpatterns = [
    path("bpf/", show, name="annual-report"),
    path("bpf/figures.<str:kind>", export, name="annual-report-export"),
]
