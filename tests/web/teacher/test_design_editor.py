from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.foundation.models import JournalEntry
from microcert.trainings.models import Activity, AssessmentRules, Criterion, Revision, TrainingVersion
from microcert.trainings.rules import VersionStatus
from tests.cast import person
from tests.trainings.drafts import draft_of

from .editing import form_on, form_on_page, section, text_of

SECTIONS = ("presentation", "information", "team", "outcomes", "task", "rules", "tariffs")


@pytest.fixture
def sylvie(client, cast):
    """An instructional designer of the producing university, at work."""
    cast.people["sylvie"] = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    client.force_login(cast.sylvie)
    return client


@pytest.fixture
def agathes(cast):
    """The expert's own browser."""
    from django.test import Client

    browser = Client()
    browser.force_login(cast.agathe)
    return browser


@pytest.fixture
def draft(cast) -> TrainingVersion:
    return draft_of(cast.version)


def parts_of(version) -> list[str]:
    quiz = version.activities.get(kind="quiz")
    meeting = version.activities.get(kind="virtual_class")
    return [version.units.first().section, quiz.section, meeting.section, version.task.criteria.first().section]


@pytest.mark.requirement("R036", "R039")
def test_every_section_saved_as_it_stands_changes_nothing(sylvie, draft):
    for name in (*SECTIONS, *parts_of(draft)):
        sent = form_on(sylvie, section(draft, name))
        response = sylvie.post(section(draft, name), sent)
        assert response.status_code == 302, (name, text_of(response))
        assert not Revision.objects.exists(), (name, "what nobody changed is no revision")


@pytest.mark.requirement("R045", "R071")
def test_a_section_is_saved_and_told_in_the_history(sylvie, draft, cast):
    address = section(draft, "rules")
    sent = form_on(sylvie, address) | {"resit": "Un rattrapage le mois suivant."}
    page = text_of(sylvie.post(address, sent, follow=True))
    assert "« Règles d’évaluation » est enregistré." in page
    assert "Sylvie Kermarrec" in page
    assert AssessmentRules.objects.get(version=draft).resit == "Un rattrapage le mois suivant."
    assert JournalEntry.objects.latest("number").verb == "trainings.section_saved"
    history = text_of(sylvie.get(reverse("design-history", args=[draft.pk])))
    assert "Texte d’origine" in history and "Enregistrée" in history
    first = draft.revisions.get(number=0)
    then = reverse("design-revision", args=[draft.pk, first.pk])
    assert "Un rattrapage, compétences non acquises seulement" in text_of(sylvie.get(then))
    sylvie.post(then)
    assert AssessmentRules.objects.get(version=draft).resit == "Un rattrapage, compétences non acquises seulement"


def test_a_draft_saves_by_itself_while_one_types(sylvie, draft):
    address = section(draft, "presentation")
    sent = form_on(sylvie, address)
    for number, words in enumerate(("Bâtir", "Bâtir une grille"), start=1):
        response = sylvie.post(address, sent | {"summary": words}, headers={"HX-Request": "true"})
        page = text_of(response)
        assert "Enregistré à" in page and f'value="{number}"' in page and "<html" not in page
        sent["based_on"] = [str(number)]
    assert TrainingVersion.objects.get(pk=draft.pk).summary == "Bâtir une grille"
    assert [each.number for each in draft.revisions.all()] == [2, 0], "one sitting is one line of the history"


def test_what_cannot_be_saved_says_so_and_loses_nothing(sylvie, draft):
    address = section(draft, "presentation")
    sent = form_on(sylvie, address) | {"title": "", "summary": "Mon résumé", "eqf_level": "12"}
    response = sylvie.post(address, sent)
    page = text_of(response)
    assert response.status_code == 422
    assert "Renseignez « Intitulé »." in page and "Mon résumé" in page
    response = sylvie.post(address, sent, headers={"HX-Request": "true"})
    assert "Pas encore enregistré" in text_of(response)
    assert TrainingVersion.objects.get(pk=draft.pk).summary != "Mon résumé"


def test_two_people_on_the_same_words_see_both_and_choose(sylvie, agathes, draft):
    address = section(draft, "information")
    hers, his = form_on(sylvie, address), form_on(agathes, address)
    sylvie.post(address, hers | {"audience": "Formatrices et tuteurs"})
    response = agathes.post(address, his | {"audience": "Formateurs débutants", "equipment": "Un casque"})
    page = text_of(response)
    assert response.status_code == 409
    assert "Deux textes pour la même rubrique" in page
    for words in ("Formatrices et tuteurs", "Formateurs débutants", "Sylvie Kermarrec", "Un casque"):
        assert words in page
    assert TrainingVersion.objects.get(pk=draft.pk).audience == "Formatrices et tuteurs", "nothing was replaced"
    # Without choosing, one's own text; with the box ticked, the other's: both times the rest is kept.
    again = his | {"audience": "Formateurs débutants", "equipment": "Un casque", "based_on": "1"}
    agathes.post(address, again | {"take-audience": "yes"})
    saved = TrainingVersion.objects.get(pk=draft.pk)
    assert (saved.audience, saved.equipment) == ("Formatrices et tuteurs", "Un casque")


def test_two_people_on_different_fields_are_put_together(sylvie, agathes, draft):
    address = section(draft, "information")
    hers, his = form_on(sylvie, address), form_on(agathes, address)
    sylvie.post(address, hers | {"audience": "Formatrices et tuteurs"})
    page = text_of(agathes.post(address, his | {"equipment": "Un casque"}, follow=True))
    assert "les deux textes sont réunis" in page
    saved = TrainingVersion.objects.get(pk=draft.pk)
    assert (saved.audience, saved.equipment) == ("Formatrices et tuteurs", "Un casque")


def test_saving_by_itself_never_overwrites_a_colleague(sylvie, agathes, draft):
    address = section(draft, "rules")
    hers, his = form_on(sylvie, address), form_on(agathes, address)
    sylvie.post(address, hers | {"jury": "Quatre membres"})
    page = text_of(agathes.post(address, his | {"jury": "Cinq membres"}, headers={"HX-Request": "true"}))
    assert "Sylvie Kermarrec a modifié le même texte" in page
    assert AssessmentRules.objects.get(version=draft).jury == "Quatre membres"


def test_two_people_who_go_on_typing_side_by_side_never_clash_with_themselves(sylvie, agathes, draft):
    """Both pages save by themselves, again and again, and neither is loaded anew."""
    address = section(draft, "information")

    def types(browser, sent, **words) -> str:
        sent |= words
        said = text_of(browser.post(address, sent, headers={"HX-Request": "true"}))
        for name, value in re.findall(r'name="(based_on|base)" id="\w+" value="([^"]*)"', said):
            sent[name] = html.unescape(value)
        return said

    types(sylvie, form_on(sylvie, address), audience="Formatrices")
    hers, his = form_on(sylvie, address), form_on(agathes, address)
    # She saves again within the minute: the number that he read is no row of the history any more.
    assert "Enregistré à" in types(sylvie, hers, audience="Formatrices et")
    for word in ("Un", "Un casque", "Un casque et un micro"):
        assert "Sylvie Kermarrec a modifié d’autres champs" in types(agathes, his, equipment=word)
        assert "les deux textes sont réunis" in types(sylvie, hers, audience=f"Formatrices et tuteurs, {word}")
    # What he takes back is taken back, and what she wrote is not replaced by what his page still shows.
    types(agathes, his, equipment="Un casque")
    saved = TrainingVersion.objects.get(pk=draft.pk)
    assert (saved.audience, saved.equipment) == ("Formatrices et tuteurs, Un casque et un micro", "Un casque")
    assert "Sylvie Kermarrec a modifié le même texte" in types(agathes, his, audience="Tout le monde")
    page = agathes.post(address, his)
    assert page.status_code == 409 and "Formatrices et tuteurs, Un casque et un micro" in text_of(page)
    assert "Texte enregistré par Sylvie Kermarrec" in text_of(page), "his own page saved last, the words are hers"
    assert "take-audience" in text_of(page) and "take-equipment" not in text_of(page), (
        "only what clashes is asked about"
    )


def test_what_is_refused_while_two_texts_are_put_together_stays_in_the_form(sylvie, agathes, draft):
    criterion = draft.task.criteria.first()
    address = section(draft, criterion.section)
    hers, his = form_on(sylvie, address), form_on(agathes, address)
    sylvie.post(address, hers | {"title": "Un autre intitulé"})
    taken = agathes.post(address, his | {"code": "K2", "level-1": "Rien ne se voit"})
    page = text_of(taken)
    assert taken.status_code == 422 and "porte le code « K2 »" in page and "Rien ne se voit" in page
    united = agathes.post(address, form_on_page(taken) | {"code": "K8"}, follow=True)
    assert "les deux textes sont réunis" in text_of(united)
    criterion.refresh_from_db()
    assert (criterion.code, criterion.title) == ("K8", "Un autre intitulé")
    assert criterion.levels.get(rank=1).descriptor == "Rien ne se voit"


@pytest.mark.parametrize("base", ["", "{", "[]", "7", '{"audience": 3}'])
def test_a_page_that_forgot_what_it_had_read_replaces_nothing(sylvie, agathes, draft, base):
    address = section(draft, "information")
    hers, his = form_on(sylvie, address), form_on(agathes, address)
    sylvie.post(address, hers | {"audience": "Formatrices et tuteurs"})
    response = agathes.post(address, his | {"equipment": "Un casque", "base": base})
    assert response.status_code == 409 and "Formatrices et tuteurs" in text_of(response)
    assert TrainingVersion.objects.get(pk=draft.pk).audience == "Formatrices et tuteurs"


@pytest.mark.requirement("R022", "R112", "R071")
def test_an_activity_is_described_and_the_hours_add_up(sylvie, draft):
    course = reverse("design-course", args=[draft.pk])
    unit = draft.units.first()
    added = sylvie.post(
        reverse("design-add", args=[draft.pk, "activity"]),
        {"activity-unit": unit.pk, "activity-kind": "forum", "activity-title": "Débattre", "activity-minutes": "90"},
    )
    activity = Activity.objects.get(version=draft, title="Débattre")
    assert added.url == section(draft, activity.section)
    assert "11 h 30 de travail estimé" in text_of(sylvie.get(course))
    sent = form_on(sylvie, added.url)
    sent |= {"minutes": "45", "is_synchronous": "on", "grouping": "group", "guidance": "guided", "place": "on_site"}
    sent["outcomes"] = [str(draft.outcomes.get(code="A2").pk)]
    assert sylvie.post(added.url, sent).status_code == 302
    activity.refresh_from_db()
    assert (activity.minutes, activity.is_synchronous, activity.grouping) == (45, True, "group")
    assert (activity.place, activity.guidance) == ("on_site", "guided")
    assert [each.code for each in activity.outcomes.all()] == ["A2"]
    draft.refresh_from_db()
    assert draft.minutes == 645
    page = text_of(sylvie.get(course))
    assert "10 h 45" in page and "à heure fixe, en groupe, sur site, accompagné" in page


@pytest.mark.requirement("R021")
def test_hours_out_of_the_bounds_are_said_at_once(sylvie, draft):
    version = draft
    version.activities.filter(kind="workshop").update(minutes=60)
    quiz = version.activities.get(kind="quiz")
    sylvie.post(section(version, quiz.section), form_on(sylvie, section(version, quiz.section)) | {"minutes": "5"})
    page = text_of(sylvie.get(reverse("design-course", args=[version.pk])))
    assert "Hors des bornes" in page and "de 7 à 30 heures" in page


def test_parts_move_by_buttons_and_cross_from_one_unit_to_the_next(sylvie, draft):
    first = draft.activities.first()

    def order() -> list[str]:
        return [each.title for each in draft.activities.order_by("unit__position", "position")]

    before = order()
    move = reverse("design-move", args=[draft.pk, first.section])
    sylvie.post(move, {"to": "down"})
    assert order() == [before[1], before[0], *before[2:]]
    sylvie.post(move, {"to": "down"})
    sylvie.post(move, {"to": "down"})
    first.refresh_from_db()
    assert first.unit == draft.units.last(), "past the end of its unit it goes over to the next one"
    for _time in range(5):
        sylvie.post(move, {"to": "up"})
    assert order() == before


def test_what_is_taken_out_is_asked_about_and_can_be_put_back(sylvie, draft):
    workshop = draft.activities.get(kind="workshop")
    key, outcomes = workshop.pk, list(workshop.outcomes.all())
    address = reverse("design-remove", args=[draft.pk, workshop.section])
    assert "Retirer « Construire sa grille »" in text_of(sylvie.get(address))
    assert Activity.objects.filter(pk=key).exists(), "asking takes nothing out"
    page = text_of(sylvie.post(address, follow=True))
    assert "Rétablir" in page and not Activity.objects.filter(pk=key).exists()
    draft.refresh_from_db()
    assert draft.minutes == 300
    removed = draft.revisions.get(is_removed=True)
    then = text_of(sylvie.get(reverse("design-revision", args=[draft.pk, removed.pk])))
    for words in ("Atelier", "individuel", "oui", "A2 Écrire des critères"):
        assert words in then, words
    sylvie.post(reverse("design-revision", args=[draft.pk, removed.pk]))
    restored = Activity.objects.get(pk=key)
    assert (restored.title, list(restored.outcomes.all())) == ("Construire sa grille", outcomes)
    draft.refresh_from_db()
    assert draft.minutes == 600


def test_a_unit_that_still_holds_activities_stays(sylvie, draft):
    unit = draft.units.first()
    response = sylvie.post(reverse("design-remove", args=[draft.pk, unit.section]))
    assert response.status_code == 422 and "sert encore ailleurs" in text_of(response)
    assert draft.units.filter(pk=unit.pk).exists()


@pytest.mark.requirement("R040", "R025")
def test_the_rubric_is_written_criterion_by_criterion(sylvie, draft):
    outcome = draft.outcomes.get(code="A1")
    added = sylvie.post(
        reverse("design-add", args=[draft.pk, "criterion"]),
        {"criterion-title": "La tâche vient du métier", "criterion-outcome": outcome.pk},
    )
    sent = form_on(sylvie, added.url) | {f"level-{rank}": f"Niveau {rank}" for rank in (1, 2, 3)}
    sylvie.post(added.url, sent)
    criterion = Criterion.objects.get(task__version=draft, title="La tâche vient du métier")
    assert criterion.code == "K4" and criterion.competency == outcome.competency
    gate = text_of(sylvie.get(reverse("design", args=[draft.pk])))
    assert "Le critère K4 décrit 3 niveaux ; il en faut 4" in gate
    assert f"{section(draft, criterion.section)}#id_level-4" in gate, (
        "the link leads to the very field, the level that is not described yet"
    )
    taken = sylvie.post(added.url, form_on(sylvie, added.url) | {"code": "K1"})
    assert taken.status_code == 422 and "porte le code « K1 »" in text_of(taken)


def test_outcomes_keep_their_ties_when_they_are_written_again(sylvie, draft):
    address = section(draft, "outcomes")
    sent = form_on(sylvie, address)
    sent |= {"rows-0-ORDER": "2", "rows-1-ORDER": "1", "rows-0-code": "A2", "rows-1-code": "A1"}
    sent |= {
        "rows-2-code": "A3",
        "rows-2-text": "Réviser une grille",
        "rows-2-competency_id": sent["rows-0-competency_id"],
    }
    before = {each.pk: each.activities.count() for each in draft.outcomes.all()}
    assert sylvie.post(address, sent).status_code == 302
    after = list(draft.outcomes.all())
    assert [each.code for each in after] == ["A1", "A2", "A3"]
    assert {each.pk: each.activities.count() for each in after[:2]} == before
    gone = form_on(sylvie, address) | {"rows-0-DELETE": "on"}
    response = sylvie.post(address, gone)
    assert response.status_code == 422 and "sert encore ailleurs" in text_of(response)
    assert draft.outcomes.count() == 3


def test_a_quiz_has_its_questions_and_a_price_its_cents(sylvie, draft):
    quiz = draft.activities.get(kind="quiz")
    address = section(draft, quiz.section)
    sent = form_on(sylvie, address)
    sent |= {"rows-2-text": "Un critère…", "rows-2-choices": "s’observe\nse devine\n", "rows-2-answer": "3"}
    assert "Indiquez le numéro d’une des réponses" in text_of(sylvie.post(address, sent))
    sylvie.post(address, sent | {"rows-2-answer": "1"})
    quiz.refresh_from_db()
    assert quiz.content["questions"][2] == {
        "text": "Un critère…",
        "choices": ["s’observe", "se devine"],
        "answer": 0,
        "feedback": "",
    }
    address = section(draft, "tariffs")
    sylvie.post(address, form_on(sylvie, address) | {"rows-0-price": "290,50"})
    assert draft.tariffs.get(code="individual").price_cents == 29050


@pytest.mark.requirement("R042", "N06")
def test_the_matrix_is_filled_in_place_and_nobody_elses_boxes_are_touched(sylvie, agathes, draft):
    address = reverse("design-matrix", args=[draft.pk])
    a1, a2 = draft.outcomes.all()
    first = draft.activities.first()
    hers, his = form_on(sylvie, address, "matrice"), form_on(agathes, address, "matrice")
    sylvie.post(address, hers | {f"a-{first.pk}-{a2.pk}": "yes"})
    his = {name: value for name, value in his.items() if name != f"a-{first.pk}-{a1.pk}"}
    page = text_of(agathes.post(address, his, headers={"HX-Request": "true"}))
    assert "Alignement enregistré" in page and "<html" not in page
    assert list(first.outcomes.all()) == [a2], "his page showed no tie to A2, so it says nothing about it"
    k1 = Criterion.objects.get(task__version=draft, code="K1")
    page = text_of(sylvie.post(address, form_on(sylvie, address, "matrice") | {f"c-{k1.pk}": str(a2.pk)}, follow=True))
    assert "Aucun critère n’évalue l’acquis A1" in page
    k1.refresh_from_db()
    assert (k1.outcome, k1.competency) == (a2, a2.competency)


@pytest.mark.parametrize("box", ["a-1", "a-x-y", "a-99999-1", "c-99999", "a-1-2-3"])
def test_boxes_that_stand_on_no_matrix_are_refused(sylvie, draft, box):
    response = sylvie.post(reverse("design-matrix", args=[draft.pk]), {box: "1"})
    assert response.status_code == 404


def test_a_new_training_starts_from_the_model_or_from_a_copy(sylvie, cast):
    address = reverse("design-new")
    given = {"title": "Animer un atelier", "producer": cast.hauterive.pk, "family": "teaching", "aim": "upskilling"}
    sylvie.post(address, given)
    fresh = TrainingVersion.objects.get(training__slug="animer-un-atelier")
    assert fresh.status == VersionStatus.DRAFT and fresh.minutes == 720
    assert "Temps majoré d’un tiers" in fresh.rules.accommodations
    response = sylvie.post(address, given)
    assert response.status_code == 422 and "celle d’une autre formation" in text_of(response)
    sylvie.post(address, given | {"title": "Évaluer en entreprise", "source": cast.version.pk})
    copy = TrainingVersion.objects.get(training__slug="evaluer-en-entreprise")
    assert copy.activities.count() == 6 and copy.task.criteria.count() == 3 and copy.minutes == 600
    competencies = copy.competency_framework.competencies.all()
    assert {each.competency for each in copy.outcomes.all()} == set(competencies), "its competencies are its own"
    assert not copy.team and not copy.expert_name


def everything(version) -> list[str]:
    return [
        section(version, "presentation"),
        section(version, version.activities.first().section),
        *(reverse(name, args=[version.pk]) for name in ("design-course", "design-rubric", "design-matrix")),
        reverse("design-remove", args=[version.pk, version.activities.first().section]),
    ]


def test_nobody_else_writes(client, cast, draft):
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    committee = person("paul", "Paul", "Niel", (Role.STEERING_COMMITTEE, cast.hauterive))
    for who, expected in ((cast.thierry, 403), (committee, 403), (claire, 404), (cast.karim, 404), (cast.ines, 404)):
        client.force_login(who)
        for address in everything(draft):
            assert client.get(address).status_code == expected, (who, address)
            assert client.post(address).status_code in (expected, 405), (who, address)
        for name in ("design-publish", "design-new-version"):
            assert client.post(reverse(name, args=[draft.pk])).status_code == expected or who == committee
    client.logout()
    for address in everything(draft):
        assert client.get(address).url.startswith(reverse("account_login"))


def test_a_published_version_has_no_editor(sylvie, cast):
    assert sylvie.get(section(cast.version, "rules")).status_code == 409
    response = sylvie.post(reverse("design-matrix", args=[cast.version.pk]), {})
    assert response.status_code == 409
    assert sylvie.get(section(cast.version, "nothing")).status_code in (404, 409)


def test_pages_ask_the_database_as_often_for_many_rows(sylvie, draft):
    names = ("design-course", "design-rubric", "design-matrix", "design-history")
    addresses = [reverse(name, args=[draft.pk]) for name in names] + [section(draft, "outcomes")]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert sylvie.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    before = asked()
    unit, outcome = draft.units.first(), draft.outcomes.first()
    for place in range(7, 14):
        activity = Activity.objects.create(
            version=draft, unit=unit, kind="reading", title=f"{place}", minutes=5, position=place
        )
        activity.outcomes.add(outcome)
    assert asked() == before
    assert max(before) <= 34, before
