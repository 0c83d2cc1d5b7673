"""What the credential says (framework 10.2), read in the very files that are handed over: the page's text and the JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import pikepdf
import pytest
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader

from credseal.openbadge import schema_errors
from credseal.pdf import attached_files, judge_pdf
from microcert.consortium.models import Consortium
from microcert.credentials.models import Credential
from microcert.documents.custody import trust_roots
from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.web.frame.wording import long_date
from tests.cast import Cast

from .awarding import awarded
from .reading import page_text


@pytest.fixture
def badge(credential: Credential) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(credential.badge)
    return read


@pytest.fixture
def page(credential: Credential) -> str:
    return page_text(content(credential.certificate))


@pytest.fixture
def achievement(badge: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = badge["credentialSubject"]["achievement"]
    return found


@pytest.mark.requirement("R084")
def test_it_stands_on_the_letterhead_of_the_producing_university(page: str, badge: dict[str, Any]) -> None:
    assert page.startswith("Université de Hauterive")
    assert "L’Université de Hauterive certifie que" in page
    assert "Brocéliande" not in page and badge["issuer"]["name"] == "Université de Hauterive"


@pytest.mark.requirement("R085")
def test_it_names_the_pedagogical_expert(page: str, achievement: dict[str, Any]) -> None:
    assert "Agathe Roussel" in page and "Expertise pédagogique" in page
    assert "## Expertise pédagogique\nAgathe Roussel" in achievement["criteria"]["narrative"]


@pytest.mark.requirement("R086")
def test_it_bears_its_title(page: str, achievement: dict[str, Any]) -> None:
    assert "Concevoir une évaluation par compétences à distance" in page
    assert achievement["name"] == "Concevoir une évaluation par compétences à distance"


@pytest.mark.requirement("R087")
def test_it_gives_the_full_identity_of_the_learner(page: str, badge: dict[str, Any]) -> None:
    assert "Inès Marie Carpentier" in page and "14 mars 1988, Nantes" in page
    identities = {item["identityType"]: item["identityHash"] for item in badge["credentialSubject"]["identifier"]}
    assert identities["name"] == "Inès Marie Carpentier" and identities["ext:birthDate"] == "1988-03-14"


def test_it_tells_no_birth_where_the_consortium_does_not_ask_for_it(cast: Cast) -> None:
    Consortium.objects.update(settings={"credential": {"show_birth": False}})
    credential = awarded(cast)
    assert "1988" not in page_text(content(credential.certificate)) and "Nantes" not in credential.badge


@pytest.mark.requirement("R088")
def test_it_lists_competencies_and_aptitudes_with_the_level_reached(page: str, badge: dict[str, Any]) -> None:
    assert "Compétences et aptitudes certifiées" in page
    for line in ("Choisir une situation d’évaluation authentique Maîtrisé", "Construire une grille critériée Acquis"):
        assert line in page
    values = [result["value"] for result in badge["credentialSubject"]["result"]]
    assert values == ["Maîtrisé", "Acquis", "10"]
    narrative = badge["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert "- Relier une tâche aux acquis\n- Écrire des critères" in narrative


@pytest.mark.requirement("R089")
def test_it_is_dated(page: str, badge: dict[str, Any], credential: Credential) -> None:
    assert f"Délivré le {long_date(clock.today())}".replace("\u00a0", " ") in page
    assert badge["validFrom"] == badge["awardedDate"]
    assert badge["validFrom"].startswith(f"{credential.awarded_at:%Y-%m-%dT%H:%M:%S}")


@pytest.mark.requirement("R090")
def test_it_names_country_and_region_of_the_issuer(page: str, badge: dict[str, Any]) -> None:
    assert "France, Bourgogne-Franche-Comté" in page
    address = badge["issuer"]["address"]
    assert (address["addressCountryCode"], address["addressRegion"]) == ("FR", "Bourgogne-Franche-Comté")


@pytest.mark.requirement("R091")
def test_it_gives_the_level_only_where_there_is_one(page: str, achievement: dict[str, Any]) -> None:
    assert "Niveau 6, cadre européen des certifications" in page
    assert "http://data.europa.eu/snb/eqf/6" in {item["targetUrl"] for item in achievement["alignment"]}


@pytest.mark.requirement("R091")
def test_a_training_without_a_level_shows_none(cast: Cast) -> None:
    with connection.cursor() as cursor:  # a published version is frozen; this one might have been published so
        cursor.execute("UPDATE trainings_trainingversion SET eqf_level = NULL")
    credential = awarded(cast)
    assert "cadre européen" not in page_text(content(credential.certificate))
    assert "snb/eqf" not in credential.badge


@pytest.mark.requirement("R092")
def test_the_legal_representative_signs_electronically(page: str, credential: Credential) -> None:
    assert "Hélène Duvivier" in page and "Présidente" in page and "Signé électroniquement le" in page
    judged = judge_pdf(content(credential.certificate), trust_roots(), now=clock.now())
    assert judged.bottom_line and judged.seals[0].dids == ("did:web:micro-c.example:issuers:hauterive",)
    signature = next(iter(PdfFileReader(io.BytesIO(content(credential.certificate))).embedded_regular_signatures))
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert json.loads(credential.badge)["issuer"]["official"] == "Hélène Duvivier, Présidente"


@pytest.mark.requirement("R076")
def test_it_is_awarded_for_life(page: str, badge: dict[str, Any]) -> None:
    assert "Validité Illimitée" in page
    assert "validUntil" not in badge and "expires" not in badge["proof"]


@pytest.mark.requirement("R028")
def test_it_names_the_quality_assurance_behind_it(achievement: dict[str, Any]) -> None:
    assert "## Assurance qualité\nRéférentiel national qualité" in achievement["criteria"]["narrative"]


def test_it_says_all_that_the_european_annex_asks_for(badge: dict[str, Any], credential: Credential) -> None:
    narrative = badge["credentialSubject"]["achievement"]["criteria"]["narrative"]
    for section in (
        "Charge de travail estimée",
        "Forme de participation",
        "Prérequis",
        "Intégration et cumul",
        "Type d’évaluation",
    ):
        assert f"## {section}\n" in narrative
    assert "À distance, dont 1 h en direct avec le groupe" in narrative
    evidence = badge["evidence"][0]["narrative"]
    assert (
        "Identité vérifiée, pièce présentée en visioconférence" in evidence
        and "sous le regard d’une personne" in evidence
    )
    assert "## Cadre appliqué\n2026-1" in narrative and credential.framework_version.version == "2026-1"


def test_the_badge_is_a_badge_and_travels_inside_the_page(badge: dict[str, Any], credential: Credential) -> None:
    assert schema_errors(badge) == ()
    attached = attached_files(content(credential.certificate))
    assert attached["open-badge.json"] == credential.badge.encode()
    with pikepdf.open(io.BytesIO(content(credential.certificate))) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
        assert len(pdf.pages) == 1 and str(pdf.Root.Lang) == "fr"


def test_identifiers_in_the_badge_say_nothing_of_the_learner(badge: dict[str, Any], credential: Credential) -> None:
    assert badge["id"] == credential.public_id.urn
    assert badge["credentialSubject"]["id"].startswith("urn:uuid:") and badge["credentialSubject"]["id"] != badge["id"]
    assert "@example.test" not in credential.badge


@pytest.mark.requirement("R079")
def test_the_page_says_that_every_partner_recognises_it(credential: Credential) -> None:
    page = page_text(content(credential.certificate))
    assert "Reconnu par les 3 universités partenaires." in page and "Cadre commun, version 2026-1" in page
