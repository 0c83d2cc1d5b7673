"""The learners that the draw assigned to one's university: tabs by state, search, saved views, export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.allotment.queries import balance
from microcert.batches.queries import latest_batches
from microcert.batches.rules import MOST_AT_ONCE, Kind
from microcert.consortium.models import University
from microcert.consortium.queries import universities_of
from microcert.enrolment.actions import note_export
from microcert.enrolment.models import SavedView
from microcert.enrolment.permissions import FOLLOWERS
from microcert.enrolment.queries import Worklist, rows_of, worklist
from microcert.orders.permissions import PAPER_READERS
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff
from microcert.web.access import SignedInRequest
from microcert.web.export import csv_file
from microcert.web.frame.drawings import Tally
from microcert.web.workbook import xlsx_file

from .batch_words import CHOICES
from .choosing import wants_all
from .spreadsheet import as_csv, as_xlsx

PAGE_SIZE = 50
# How many views one person may keep.
MOST_VIEWS = 20
FILTERS = ("etat", "session", "tarif", "q", "tri")
SORTS = {
    "name": gettext_lazy("Nom"),
    "latest": gettext_lazy("Dernier changement"),
    "number": gettext_lazy("Commande la plus récente"),
}


@dataclass(frozen=True)
class View:
    """What the person may see and asked to see. The filters come from the address, whatever is wrong in it means all."""

    universities: list[University]
    sessions: list[Session]
    session: Session | None
    tariffs: list[tuple[str, str]]
    tariff: str
    list: Worklist
    text: str

    @property
    def shown_session(self) -> Session | None:
        """The session whose draw the side panel shows: the chosen one, else the latest to start."""
        return self.session or (self.sessions[0] if self.sessions else None)

    @property
    def address(self) -> str:
        """The filters as the query of an address, the empty ones left out."""
        chosen = (self.list.stage, self.session.code if self.session else "", self.tariff, self.text)
        sort = self.list.sort if self.list.sort != "name" else ""
        return urlencode({name: value for name, value in zip(FILTERS, (*chosen, sort), strict=True) if value})


def view_of(request: SignedInRequest, asked: Any) -> View:
    """Raises PermissionDenied for whoever works in no office."""
    universities = universities_of(request.user, *FOLLOWERS)
    if not universities:
        raise PermissionDenied
    sessions = list(
        Session.objects.filter(participations__university__in=universities)
        .select_related("version")
        .distinct()
        .order_by("-starts_on", "code")
    )
    session = next((each for each in sessions if each.code == asked.get("session", "")), None)
    tariffs = list(
        Tariff.objects.filter(version__in={each.version_id for each in sessions})
        .order_by("code", "label")
        .values_list("code", "label")
    )
    by_code = dict(reversed(tariffs))
    tariff = asked.get("tarif", "") if asked.get("tarif", "") in by_code else ""
    text = asked.get("q", "").replace("\x00", "")[:100]
    found = worklist(
        universities, session=session, tariff=tariff, stage=asked.get("etat", ""), text=text, sort=asked.get("tri", "")
    )
    return View(universities, sessions, session, list(by_code.items()), tariff, found, text)


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    view = view_of(request, request.GET)
    drawn = view.shown_session
    page = Paginator(view.list.orders, PAGE_SIZE, orphans=5).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "view": view,
        "universities": view.universities,
        "page": page,
        "rows": list(rows_of(page.object_list)),
        "sorts": SORTS.items(),
        "saved": list(SavedView.objects.filter(person=request.user)),
        "drawn": drawn,
        "latest": latest_batches(request.user, Kind.LETTERS, Kind.ARCHIVE),
        "pieces": CHOICES.items(),
        "may_read_papers": bool(universities_of(request.user, *PAPER_READERS)),
    }
    if drawn:
        counters = balance(drawn, view.universities[0].slug)
        context["balance"] = counters
        context["bars"] = [Tally(row.label, row.count, row.is_yours) for row in counters.rows]
    return render(request, "office/worklist.html", context)


def chosen_orders(request: SignedInRequest, view: View) -> Any:
    """All that the filters show if that was chosen, else the files whose boxes are ticked. Never another university's."""
    if wants_all(request):
        return view.list.orders
    ticked = [
        int(each) for each in request.POST.getlist("order") if each.isascii() and each.isdigit() and len(each) <= 18
    ]
    return view.list.orders.filter(pk__in=ticked[:MOST_AT_ONCE])


def has_chosen(request: SignedInRequest) -> bool:
    return wants_all(request) or bool(request.POST.getlist("order"))


@login_required
@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """The ticked files, or the whole list, as a spreadsheet; the export stands in the journal."""
    view = view_of(request, request.POST)
    if not has_chosen(request):
        messages.warning(request, _("Cochez d’abord les dossiers à exporter, ou choisissez toute la liste."))
        return back(view)
    rows = list(rows_of(chosen_orders(request, view)))
    for university in view.universities:
        note_export(university, rows=sum(row.university == university.short_name for row in rows), by=request.user)
    if request.POST.get("format") == "xlsx":
        return xlsx_file(as_xlsx(rows), "dossiers")
    return csv_file(as_csv(rows), "dossiers")


def back(view: View) -> HttpResponse:
    return redirect(f"{reverse('office-files')}?{view.address}" if view.address else "office-files")


@login_required
@require_POST
def save_view(request: SignedInRequest) -> HttpResponse:
    """Keep the filters under a name; the same name again replaces them."""
    view = view_of(request, request.POST)
    name = request.POST.get("name", "").strip()[:60]
    kept = SavedView.objects.filter(person=request.user)
    if not name:
        messages.warning(request, _("Donnez un nom à cette vue, par exemple « À relancer »."))
    elif kept.exclude(name=name).count() >= MOST_VIEWS:
        messages.warning(request, _("Vous avez vingt vues : supprimez-en une d’abord."))
    else:
        kept.update_or_create(person=request.user, name=name, defaults={"address": view.address})
        messages.success(request, _("Vue « %(name)s » enregistrée.") % {"name": name})
    return back(view)


@login_required
@require_POST
def forget_view(request: SignedInRequest, pk: int) -> HttpResponse:
    SavedView.objects.filter(person=request.user, pk=pk).delete()
    messages.success(request, _("Vue supprimée."))
    return redirect("office-files")


urlpatterns = [
    path("", show, name="office-files"),
    path("export/", export, name="office-export"),
    path("vues/", save_view, name="office-view-save"),
    path("vues/<int:pk>/supprimer/", forget_view, name="office-view-forget"),
]
