"""A corrective action becomes the next version of the framework, and everybody can read what changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from microcert.consortium.models import FrameworkVersion, TermsVersion, TextDraft
from microcert.consortium.queries import framework_in_force
from microcert.consortium.roles import Role
from tests.cast import person

NB = "\u00a0"
OPENING = {
    "kind": "framework",
    "version": "2027-1",
    "origin": "corrective_action",
    "reference": "AC-2026-14",
    "reason": "Préciser le contrôle.",
}
TEXT = "# Cadre\n\n## 6.1 Contrôle\n\nTexte précisé.\n\n## 6.2 Identité\n\nVérifiée.\n"
VISAS = "code | Code du travail, L6353-3 | Contrat de formation | contract, framework"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def elise(client, cast):
    cast.people["elise"] = person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, cast.hauterive))
    client.force_login(cast.elise)
    return client


def open_one(elise, **changed) -> TextDraft:
    elise.post(reverse("texts"), OPENING | changed)
    return TextDraft.objects.latest("pk")


def test_only_the_committee_writes_texts(client, cast, elise):
    draft = open_one(elise)
    for who in ("ines", "karim", "agathe", "helene"):
        client.force_login(cast.people[who])
        for address in (
            reverse("texts"),
            reverse("text-draft", args=[draft.pk]),
            reverse("text-specimen", args=[draft.pk]),
        ):
            assert client.get(address).status_code == 403


def test_the_number_that_is_proposed_is_free(cast, elise):
    page = elise.get(reverse("texts"))
    proposed = page.context["form"]["version"].value()
    assert proposed.endswith("-2") and proposed[:4] == cast.framework.version[:4]
    for kind, _label in TextDraft.KINDS:
        assert open_one(elise, kind=kind, version=proposed).kind == kind


@pytest.mark.requirement("R002", "R078", "R001")
def test_a_corrective_action_opens_the_next_version(client, cast, elise, pdf_text):
    draft = open_one(elise)
    assert draft.text == cast.framework.text and draft.based_on == "2026-1"
    address = reverse("text-draft", args=[draft.pk])
    given = {"text": TEXT, "visas": VISAS, "seen": draft.revision}
    elise.post(address, given)
    page = text_of(elise.get(address))
    assert "<ins>" in page and "2 articles changent" in page
    specimen = pdf_text(elise.get(reverse("text-specimen", args=[draft.pk])).content)
    assert "SPÉCIMEN" in specimen and "Vérifiée." in specimen
    assert framework_in_force() == cast.framework, "a draft binds nobody"

    elise.post(address, {**given, "seen": draft.revision + 1, "do": "publish"})
    newest = framework_in_force()
    assert newest.version == "2027-1" and newest.visas.count() == 1
    client.logout()
    page = text_of(client.get(reverse("framework")))
    assert "Vérifiée." in page and "Préciser le contrôle." in page and "AC-2026-14" in page
    page = text_of(client.get(reverse("framework-changes", args=["2027-1"])))
    assert "§ 6.2" in page and "[ajouté]" in page
    paper = client.get(reverse("framework-pdf", args=["2027-1"]))
    text = pdf_text(paper.content)
    assert paper["Content-Type"] == "application/pdf"
    assert "Version 2027-1" in text.replace(NB, " ") and "SPÉCIMEN" not in text and "Code du travail" in text
    assert client.get(reverse("framework-changes", args=["2099-1"])).status_code == 404
    assert cast.version.framework_version == cast.framework, "what was made under the earlier one goes on naming it"


def test_a_published_text_is_never_edited(cast):
    with pytest.raises(TypeError):
        cast.framework.save()
    with pytest.raises(TypeError):
        FrameworkVersion.objects.update(text="Autre")
    with pytest.raises(TypeError):
        TermsVersion.objects.all()[0].delete()


def test_a_corrective_action_is_named_and_a_version_is_new(cast, elise):
    for wrong in ({"reference": ""}, {"version": "2026-1"}, {"version": "demain"}):
        assert elise.post(reverse("texts"), OPENING | wrong).status_code == 422
    assert not TextDraft.objects.exists()
    open_one(elise)
    assert elise.post(reverse("texts"), OPENING | {"version": "2027-2"}).status_code == 422, "one draft at a time"


def test_a_faulty_text_is_kept_but_not_published(cast, elise):
    draft = open_one(elise)
    address = reverse("text-draft", args=[draft.pk])
    answer = elise.post(address, {"text": "Sans titre ni article", "seen": 1, "visas": "", "do": "publish"})
    assert answer.status_code == 422 and "commencez le texte par son titre" in text_of(answer)
    draft.refresh_from_db()
    assert draft.status == "draft" and draft.text == "Sans titre ni article"
    answer = elise.post(address, {"text": TEXT, "seen": draft.revision, "visas": "code | trop court"})
    assert answer.status_code == 422 and "Ligne 1" in text_of(answer) and "Vérifiée." in text_of(answer)


def test_two_people_never_lose_each_other_s_words(cast, elise):
    draft = open_one(elise)
    address = reverse("text-draft", args=[draft.pk])
    elise.post(address, {"text": TEXT, "visas": "", "seen": 1})
    answer = elise.post(address, {"text": TEXT.replace("Vérifiée", "Contrôlée"), "visas": "", "seen": 1})
    page = text_of(answer)
    assert answer.status_code == 409 and "Contrôlée." in page and "Vérifiée." in page
    draft.refresh_from_db()
    assert "Vérifiée" in draft.text
    elise.post(address, {"text": TEXT.replace("Vérifiée", "Contrôlée"), "visas": "", "seen": 2})
    draft.refresh_from_db()
    assert "Contrôlée" in draft.text


@pytest.mark.requirement("R007")
def test_mentions_are_previewed_with_sample_data_and_print_on_documents_once_published(cast, elise, pdf_text):
    from microcert.documents.render import render

    draft = open_one(elise, kind="document_mentions", origin="committee", reference="")
    address = reverse("text-draft", args=[draft.pk])
    text = "# Mentions\n\n## 1. Médiation\n\nUn médiateur peut être saisi : #sys.exit().\n"
    elise.post(address, {"text": text, "seen": 1})
    specimen = pdf_text(elise.get(reverse("text-specimen", args=[draft.pk])).content)
    assert "Camille Exemple" in specimen and "#sys.exit()" in specimen, "what people write is text, never code"
    assert "médiateur" not in pdf_text(render("specimen", {}, letterhead=cast.hauterive, title="Essai"))
    elise.post(address, {"text": text, "seen": 2, "do": "publish"})
    assert "médiateur" in pdf_text(render("specimen", {}, letterhead=cast.hauterive, title="Essai"))


def test_a_version_that_was_given_up_changes_nothing(cast, elise):
    draft = open_one(elise)
    elise.post(reverse("text-draft", args=[draft.pk]), {"text": TEXT, "visas": "", "seen": 1, "do": "abandon"})
    assert framework_in_force() == cast.framework
    assert elise.post(reverse("text-draft", args=[draft.pk]), {"text": TEXT, "visas": "", "seen": 1}).status_code == 422
    assert open_one(elise).pk != draft.pk
