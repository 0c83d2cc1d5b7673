"""One award, one record, every sealed form of it: kept together or not at all, each of them verifiable by itself."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pikepdf
import pytest

from credseal import Desk, Format
from credseal.verify import FindingCode, State
from microcert.credentials.actions import award, revoke
from microcert.credentials.models import Credential, LogEntry, SealedForm
from microcert.credentials.rules import SealedAs
from microcert.credentials.verification import judge
from microcert.documents.models import Document
from microcert.documents.queries import content
from tests.cast import Cast

from .awarding import sealed_minutes


def forms_of(credential: Credential) -> dict[str, bytes]:
    """Every file that a holder can take away, as it is stored."""
    kept = {form.form: bytes(form.content) for form in credential.forms.all()}
    return {"ob": credential.badge.encode(), "pdf": content(credential.certificate), **kept}


def european_of(credential: Credential) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.loads(forms_of(credential)["edc"])["payload"])
    return said


@pytest.mark.requirement("N02")
def test_an_award_is_sealed_in_every_form(credential: Credential) -> None:
    forms = forms_of(credential)
    assert set(forms) == set(Format)
    kinds = {
        "ob": "json", "pdf": "pdf", "edc": "edc", "sdjwt": "sd-jwt", "vc-jwt": "jwt", "ob-jwt": "jwt", "png": "png",
        "svg": "svg",
    }  # fmt: skip
    for form, file in forms.items():
        verdict = judge(file)
        assert (verdict.kind, verdict.ok) == (kinds[form], True), (form, verdict.findings)
        assert verdict.credential is not None and verdict.credential["id"] == credential.public_id.urn
        assert verdict.issuer is not None and verdict.issuer.name == "Université de Hauterive"


@pytest.mark.requirement("R004")
def test_the_european_and_the_french_descriptions_stand_side_by_side(credential: Credential) -> None:
    european = european_of(credential)
    assert "EuropeanDigitalCredential" in european["type"]
    said = json.dumps(european["credentialSubject"], ensure_ascii=False)
    assert "Carpentier" in said and [each["code"] for each in credential.record["competencies"]] == ["C1", "C2"]
    for competency in credential.record["competencies"]:
        assert competency["title"] in said and competency["level"]["label"] in said


@pytest.mark.requirement("R028")
def test_every_form_names_the_quality_assurance(credential: Credential) -> None:
    words = credential.record["quality_assurance"]
    forms = forms_of(credential)
    assert words and words in json.loads(forms["ob"])["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert words in json.dumps(european_of(credential), ensure_ascii=False)


def test_the_page_carries_the_badge_and_the_european_credential(credential: Credential) -> None:
    forms = forms_of(credential)
    with pikepdf.open(io.BytesIO(forms["pdf"])) as pdf:
        attached = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    assert attached == {"open-badge.json": forms["ob"], "european-credential.json": forms["edc"]}


def test_a_changed_byte_shows_in_every_form(credential: Credential) -> None:
    for form in ("edc", "ob", "svg"):
        changed = forms_of(credential)[form].replace(b"Carpentier", b"Durandeau_")
        assert changed != forms_of(credential)[form], form
        assert judge(changed).finding(FindingCode.SIGNATURE).state is State.FAIL  # type: ignore[union-attr]
    token = forms_of(credential)["vc-jwt"]
    assert not judge(token[:-12] + b"AAAA" + token[-8:]).ok


def test_a_revocation_shows_in_every_form(credential: Credential, cast: Cast) -> None:
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    for form, file in forms_of(credential).items():
        in_force = judge(file).finding(FindingCode.IN_FORCE)
        assert in_force is not None and in_force.reason == "revoked", form


@pytest.mark.parametrize("form", list(Format))
def test_whoever_dies_between_two_seals_leaves_nothing_to_be_seen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, form: Format
) -> None:
    """Each form is made before anything is kept; the next worker takes the same number up and finishes."""
    file = cast.learner_file()
    minutes = sealed_minutes(cast, {file: "award"})
    issue = Desk.issue

    def killed(desk: Desk, record: Any, formats: Any, **options: Any) -> Any:
        made = issue(desk, record, [each for each in formats if each is not form], **options)
        if form in formats:
            raise KeyboardInterrupt
        return made

    with monkeypatch.context() as deadly:
        deadly.setattr(Desk, "issue", killed)
        with pytest.raises(KeyboardInterrupt):
            award(minutes, file)
    assert not Credential.objects.exists() and not SealedForm.objects.exists() and not LogEntry.objects.exists()
    assert not Document.objects.filter(kind=Document.Kind.CERTIFICATE).exists()
    assert award(minutes, file).forms.count() == len(SealedAs)


def test_a_kept_form_never_changes(credential: Credential) -> None:
    for form in credential.forms.all():
        assert form.sha256 == hashlib.sha256(form.content).hexdigest() and form.size == len(form.content)
    with pytest.raises(TypeError, match="append-only"):
        SealedForm.objects.update(content=b"")
    with pytest.raises(TypeError, match="append-only"):
        SealedForm.objects.all().delete()
