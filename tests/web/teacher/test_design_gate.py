from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.foundation import clock
from microcert.trainings.models import AssessmentRules, Criterion, TrainingVersion
from microcert.trainings.rules import VersionStatus
from tests.cast import person
from tests.trainings.drafts import draft_of

from .editing import form_on, section, text_of


@pytest.fixture
def agathe(client, cast):
    """The producing university's expert, at work."""
    client.force_login(cast.agathe)
    return client


def gate_of(version) -> str:
    return reverse("design", args=[version.pk])


@pytest.mark.requirement("N05", "R061", "R069")
def test_a_correction_is_opened_mended_by_the_gates_own_links_and_published(agathe, cast):
    opened = agathe.post(reverse("design-new-version", args=[cast.version.pk]), follow=True)
    assert "Les sessions ouvertes restent sur la version 1" in text_of(opened)
    draft = TrainingVersion.objects.get(training=cast.version.training, number=2)
    again = agathe.post(reverse("design-new-version", args=[cast.version.pk]))
    assert again.status_code == 409 and "déjà en conception" in text_of(again), "one correction at a time"
    rules = section(draft, "rules")
    agathe.post(rules, form_on(agathe, rules) | {"resit": "", "proctoring": ""})
    presentation = section(draft, "presentation")
    agathe.post(presentation, form_on(agathe, presentation) | {"summary": "Une formation éligible au CPF."})

    refused = agathe.post(reverse("design-publish", args=[draft.pk]))
    page = text_of(refused)
    assert refused.status_code == 409 and "data-error-summary" in page, "the focus goes to what blocks"
    for words in (
        "Encore 3 points avant de publier",
        "Les règles d’évaluation ne disent rien sur le rattrapage",
        "§ 6.2",
        "« Résumé » dit « CPF »",
        "Code du travail, art. L. 6353-8",
        "À vérifier",
        "La vidéo « Regarder : un entretien » n’a pas de transcription",
        "RGAA 4.1, critère 4.1",
    ):
        assert words in page, words
    links = re.findall(r'class="btn btn-outline-primary btn-sm act" href="([^"]+)"', page)
    assert f"{rules}#id_resit" in links and f"{presentation}#id_summary" in links
    for link in links:
        target, _hash, anchor = link.partition("#")
        where = agathe.get(target)
        assert where.status_code == 200 and (not anchor or f'id="{anchor}"' in where.content.decode()), link

    agathe.post(rules, form_on(agathe, rules) | {"resit": "Un rattrapage.", "proctoring": "Par une personne."})
    agathe.post(presentation, form_on(agathe, presentation) | {"summary": "Bâtir une grille."})
    published = agathe.post(reverse("design-publish", args=[draft.pk]), follow=True)
    assert "publiée au catalogue" in text_of(published)
    assert "Bâtir une grille." in text_of(agathe.get(reverse("training", args=["evaluer"])))
    draft.refresh_from_db()
    cast.version.refresh_from_db()
    assert (draft.status, cast.version.status) == (VersionStatus.PUBLISHED, VersionStatus.RETIRED)
    assert cast.session.version == cast.version and cast.version.rules.resit != "Un rattrapage."


def mends_on(page: str) -> dict[str, str]:
    """What the gate says of each gap (tidied to one line) → the address of its button; a gap without one → ""."""
    found = {}
    for block in re.findall(r'<li class="is-(?:stop|wait)">(.*?)</li>', page, re.DOTALL):
        link = re.search(r'class="btn btn-outline-primary btn-sm act" href="([^"]+)"', block)
        found[re.search(r"<p>(.*?)</p>", block, re.DOTALL).group(1)] = html.unescape(link.group(1)) if link else ""
    return found


def break_everything(draft) -> None:
    """Take something away from every part of the draft."""
    lonely = draft.outcomes.create(
        code="A9", text="Sans appui", competency=draft.outcomes.first().competency, position=9
    )
    draft.activities.update(is_milestone=False)
    draft.activities.first().outcomes.clear()
    draft.thresholds.all().delete()
    draft.tariffs.all().delete()
    criterion = Criterion.objects.filter(task__version=draft).first()
    criterion.levels.filter(rank__gte=3).delete()
    draft.resources.create(title="Affiche", kind="image", url="https://exemple.example/affiche")
    failed = draft.resources.create(title="Guide", kind="audio", url="https://exemple.example/guide")
    draft.units.filter(pk=draft.units.first().pk).update(title="Vers le RNCP")
    draft.outcomes.filter(code="A1").update(text="Obtenir une certification professionnelle")
    failed.checks.create(point="transcript", reading="fails", checked_at=clock.now())
    lacking = {"audience": "", "expert_name": "", "summary": "Éligible au CPF.", "updated_on": None, "team": []}
    TrainingVersion.objects.filter(pk=draft.pk).update(minutes=60, update_due_on=None, **lacking)
    AssessmentRules.objects.filter(version=draft).update(sha256="", jury="", identity="")
    assert not lonely.activities.exists()


@pytest.mark.requirement("N05", "R061")
def test_every_gap_leads_to_the_very_field_that_mends_it(agathe, cast):
    draft = draft_of(cast.version)
    break_everything(draft)
    agathe.post(
        reverse("design-new"),
        {"title": "À peine née", "producer": cast.hauterive.pk, "family": "teaching", "aim": "upskilling"},
    )
    bare = TrainingVersion.objects.get(training__slug="a-peine-nee")
    fields = set()
    for version in (draft, bare):
        mends = mends_on(text_of(agathe.get(gate_of(version))))
        assert len(mends) > 10
        for sentence, link in mends.items():
            assert link, sentence
            target, _hash, anchor = link.partition("#")
            where = agathe.get(target)
            assert where.status_code == 200, (sentence, link)
            if anchor:
                assert f'id="{anchor}"' in where.content.decode(), (sentence, link)
                fields.add(anchor)
    a9, first = draft.outcomes.get(code="A9"), draft.activities.first()
    affiche, guide = draft.resources.all()
    criterion = Criterion.objects.filter(task__version=draft).first()
    assert {
        *("id_audience", "id_expert_name", "id_summary", "id_updated_on", "id_update_due_on", "id_jury", "id_identity"),
        *("id_rows-0-role", "id_rows-0-code", "id_is_milestone", "id_activity-title", "id_outcomes_0", "id_level-3"),
        *(f"id_threshold-{each.pk}" for each in draft.competency_framework.competencies.all()),
        *("id_rows-0-text", f"a-{first.pk}-{a9.pk}", "id_criterion-title", "id_title", "id_body"),
        *(f"id_check-{affiche.pk}-alternatives", f"id_check-{guide.pk}-alternative"),
    } <= fields
    rubric = text_of(agathe.get(reverse("design-rubric", args=[draft.pk]) + f"?acquis={a9.pk}"))
    assert f'<option value="{a9.pk}" selected>' in rubric, "the outcome to judge is chosen already"
    resources = reverse("design-resources", args=[draft.pk])
    assert text_of(agathe.get(f"{resources}?voir={guide.pk}")).count('<details class="mt-3" open>') == 1
    assert criterion.levels.count() == 2


@pytest.mark.requirement("N05")
def test_a_training_that_the_committee_never_saw_is_not_published(agathe, cast):
    draft = draft_of(cast.version)
    page = text_of(agathe.post(reverse("design-publish", args=[draft.pk])))
    assert "Le comité de pilotage n’a pas encore décidé" in page and "§ 13.1" in page
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


def test_only_the_expert_publishes(client, cast):
    sylvie = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    committee = person("paul", "Paul", "Niel", (Role.STEERING_COMMITTEE, cast.hauterive))
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    draft = draft_of(cast.version)
    for who, seen, published in ((sylvie, 200, 403), (committee, 200, 403), (claire, 404, 404), (cast.ines, 404, 404)):
        client.force_login(who)
        page = client.get(gate_of(draft))
        assert page.status_code == seen and "Publier au catalogue" not in text_of(page)
        assert client.post(reverse("design-publish", args=[draft.pk])).status_code == published
    client.force_login(cast.agathe)
    assert "Publier au catalogue" in text_of(client.get(gate_of(draft)))


@pytest.mark.requirement("R069")
def test_an_overdue_update_is_flagged_where_the_trainings_are_listed(agathe, cast):
    designs = reverse("designs")
    assert "Mise à jour à planifier" in text_of(agathe.get(designs))
    draft = draft_of(cast.version)
    draft.update_due_on = clock.today() - timedelta(days=1)
    draft.save()
    TrainingVersion.objects.filter(pk=draft.pk).update(status=VersionStatus.PUBLISHED)
    assert "Mise à jour en retard" in text_of(agathe.get(designs))


def test_the_authors_read_the_sheet_before_the_public_does(client, cast):
    draft = draft_of(cast.version)
    address = reverse("design-preview", args=[draft.pk])
    sylvie = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    for who, expected in ((sylvie, 200), (cast.thierry, 403), (cast.ines, 404)):
        client.force_login(who)
        assert client.get(address).status_code == expected
    client.force_login(sylvie)
    assert client.get(reverse("training", args=["evaluer"])).status_code == 404, "the public sees no draft"
    page = text_of(client.get(address))
    assert draft.title in page and "Aperçu de la fiche" in page and "noindex" in page
    client.post(
        reverse("design-new"),
        {"title": "À peine née", "producer": cast.hauterive.pk, "family": "teaching", "aim": "upskilling"},
    )
    bare = TrainingVersion.objects.get(training__slug="a-peine-nee")
    bare.rules.delete()
    assert client.get(reverse("design-preview", args=[bare.pk])).status_code == 200, "whatever it lacks"
