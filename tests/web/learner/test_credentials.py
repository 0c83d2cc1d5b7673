"""What a learner holds, and who may not see it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from credseal import Format
from microcert.credentials.actions import award, revoke
from microcert.credentials.models import Credential
from microcert.documents.queries import content
from tests.cast import Cast
from tests.credentials.awarding import credential, sealed_minutes  # noqa: F401  # a fixture

MINE = "/espace/certificats/"
ARCHIVE = f"{MINE}archive.zip"


def test_a_visitor_is_asked_to_log_in(client: Client, credential: Credential) -> None:  # noqa: F811
    for response in (
        client.get(MINE),
        client.get(ARCHIVE),
        client.post(f"{MINE}{credential.code}/partage/", {"is_name_public": "yes"}),
    ):
        assert response.status_code == 302 and "login" in response["Location"]


@pytest.mark.requirement("R026")
def test_a_holder_sees_and_takes_away_what_is_theirs(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    client.force_login(cast.ines)
    text = client.get(MINE).content.decode()
    assert credential.title in text and credential.number in text and "Ce que verra un employeur" in text
    assert f"https://micro-c.example/v/{credential.code}" in text
    assert client.get(f"/v/{credential.code}/certificat.pdf").content == content(credential.certificate)
    assert client.get(f"/v/{credential.code}/certificat.json").content.decode() == credential.badge


@pytest.mark.requirement("R030", "N02")
def test_each_format_is_offered_in_plain_words_and_is_what_was_signed(
    client: Client,
    credential: Credential,  # noqa: F811
    cast: Cast,
) -> None:
    client.force_login(cast.ines)
    text = " ".join(client.get(MINE).content.decode().replace("\u00a0", " ").split())
    for words in (
        "Fichier pour Europass (JSON,",
        "portefeuille numérique (SD-JWT,",
        "à imprimer",
        "se vérifie seul (HTML)",
    ):
        assert words in text
    for form in credential.forms.all():
        address = f"/v/{credential.code}/fichiers/{form.form}"
        assert f'href="{address}"' in text
        response = client.get(address)
        assert response.content == bytes(form.content)
        assert response["Content-Disposition"].startswith(f'attachment; filename="{credential.number}.')
    kinds = {
        form: client.get(f"/v/{credential.code}/fichiers/{form}")["Content-Type"] for form in ("edc", "sdjwt", "png")
    }
    assert kinds == {"edc": "application/jose+json", "sdjwt": "application/dc+sd-jwt", "png": "image/png"}
    assert client.get(f"/v/{credential.code}/fichiers/docx").status_code == 404


@pytest.mark.requirement("N03")
def test_the_file_for_life_carries_all_that_its_verification_needs(
    client: Client,
    credential: Credential,  # noqa: F811
    cast: Cast,
) -> None:
    client.force_login(cast.ines)
    response = client.get(f"/v/{credential.code}/dossier.html")
    page = response.content.decode()
    assert response["Content-Disposition"].endswith(f'{credential.number}.verifiable.html"')
    assert "default-src 'none'" in page and "<script src" not in page and "<link" not in page
    told = json.loads(
        re.search(r'<script[^>]*type="application/json"[^>]*id="dossier"[^>]*>(.*?)</script>', page, re.S)[1]
    )  # type: ignore[index]
    assert json.loads(told["credential"]["json"]) == json.loads(credential.badge)
    assert len(told["status"]) == 2 and told["log"]["index"] == credential.log_entry.index
    assert [key["id"].partition("#")[2][:4] for key in told["issuer"]["keys"]] == ["key-"]


def test_everything_is_taken_away_in_one_archive(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    client.force_login(cast.ines)
    response = client.get(ARCHIVE)
    assert response["Content-Type"] == "application/zip" and response["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = set(archive.namelist())
        folder = f"{credential.number}/{credential.number}"
        assert archive.read(f"{folder}.ob.json").decode() == credential.badge
        assert len(names) == 1 + len(Format) + 1 and "LISEZ-MOI.txt" in names and f"{folder}.verifiable.html" in names
        assert "Europass" in archive.read("LISEZ-MOI.txt").decode()
    client.force_login(cast.malik)
    assert client.get(ARCHIVE).status_code == 404


@pytest.mark.requirement("R080")
def test_sharing_leads_to_linkedin_europass_and_mail_without_a_name(
    client: Client,
    credential: Credential,  # noqa: F811
    cast: Cast,
) -> None:
    client.force_login(cast.ines)
    shown = client.get(MINE).context["held"][0]
    asked = parse_qs(urlsplit(shown.linkedin).query)
    assert asked["certUrl"] == [f"https://micro-c.example/v/{credential.code}"] and asked["certId"] == [
        credential.number
    ]
    assert asked["name"] == [credential.title] and asked["organizationName"] == ["Université de Hauterive"]
    text = client.get(MINE).content.decode()
    assert "europass.europa.eu" in text and "mailto:?subject=" in text
    for link in (shown.linkedin, shown.letter):
        assert "Carpentier" not in link and "ines" not in link.lower()


def test_one_learner_opens_nothing_of_another(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    for person in (cast.malik, cast.karim, cast.valerie, cast.helene):
        client.force_login(person)
        assert credential.number not in client.get(MINE).content.decode()
        assert client.get(f"/v/{credential.code}/certificat.pdf").status_code == 403
        assert client.get(f"/v/{credential.code}/certificat.json").status_code == 403
        assert client.get(f"/v/{credential.code}/fichiers/edc").status_code == 403
        assert client.get(f"/v/{credential.code}/dossier.html").status_code == 403
        assert client.post(f"{MINE}{credential.code}/partage/", {"is_name_public": "yes"}).status_code == 404
    credential.refresh_from_db()
    assert not credential.is_name_public


def test_the_holder_shows_and_hides_their_name(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    client.force_login(cast.ines)
    for answer, is_public in (("yes", True), ("no", False)):
        response = client.post(f"{MINE}{credential.code}/partage/", {"is_name_public": answer})
        assert response.status_code == 302 and response["Location"] == MINE
        credential.refresh_from_db()
        assert credential.is_name_public is is_public


@pytest.mark.parametrize("answers", [{}, {"is_name_public": "peut-être"}])
def test_an_answer_that_is_none_changes_nothing(
    client: Client,
    credential: Credential,  # noqa: F811
    cast: Cast,
    answers: dict[str, str],
) -> None:
    client.force_login(cast.ines)
    response = client.post(f"{MINE}{credential.code}/partage/", answers, follow=True)
    assert "n’a pas été compris" in response.content.decode()
    credential.refresh_from_db()
    assert not credential.is_name_public


def test_names_are_not_shared_by_following_a_link(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    client.force_login(cast.ines)
    assert client.get(f"{MINE}{credential.code}/partage/", {"is_name_public": "yes"}).status_code == 405


def test_a_revoked_credential_says_why_and_what_can_be_done(client: Client, credential: Credential, cast: Cast) -> None:  # noqa: F811
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    client.force_login(cast.ines)
    text = client.get(MINE).content.decode()
    assert "Certificat révoqué" in text and "Erreur matérielle" in text and "contester" in text


def test_whoever_holds_nothing_reads_when_something_will_come(client: Client, cast: Cast) -> None:
    client.force_login(cast.malik)
    text = client.get(MINE).content.decode()
    assert "Vous n’avez pas encore de certificat" in text and "jury" in text


def test_the_page_costs_a_constant_number_of_queries(
    client: Client,
    credential: Credential,  # noqa: F811
    cast: Cast,
    django_assert_num_queries: Any,
) -> None:
    client.force_login(cast.ines)
    client.get(MINE)
    with django_assert_num_queries(9):
        client.get(MINE)
    assert Credential.objects.count() == 1
    malik = cast.learner_file(cast.malik)
    award(sealed_minutes(cast, {malik: "award"}, "PV-HTR-2026-000002"), malik)
    with django_assert_num_queries(9):
        client.get(MINE)
