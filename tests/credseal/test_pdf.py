from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from credseal import (
    Attachment,
    Authority,
    SealMaterial,
    StatusSnapshot,
    Verification,
    certificate_pdf,
    compile_pdf,
    judge_pdf,
    seal_pdf,
    verify,
)
from credseal.errors import LimitError, SealError, TypesettingError
from credseal.pdf import attached_files, seal
from credseal.pdf.certificate import spelled
from credseal.verify import FindingCode

from .samples import DID, LOOK, NOW, World, as_bytes, body, competency, record
from .test_verify import clear_lists, reasons

SEALED_AT = datetime(2026, 12, 18, 9, 42, tzinfo=UTC)


def certificate(world: World, badge: dict[str, Any] | None = None, **changes: Any) -> bytes:
    attachments = (
        [] if badge is None else [Attachment("credential.json", as_bytes(badge), description="Open Badges 3.0")]
    )
    return certificate_pdf(record(**changes), LOOK, attachments=attachments)


@pytest.fixture
def sealed(world: World, badge: dict[str, Any]) -> bytes:
    return seal_pdf(certificate(world, badge), world.seal, sealed_at=SEALED_AT)


def judge(world: World, pdf: bytes) -> Verification:
    return verify(pdf, issuers=world.trust, status=clear_lists(world), now=NOW)


@pytest.mark.requirement("R093")
def test_a_sealed_certificate_answers_well_to_every_question(
    sealed: bytes, world: World, badge: dict[str, Any]
) -> None:
    result = judge(world, sealed)
    assert result.ok
    assert result.kind == "pdf"
    assert reasons(result)["pdf_seal"] == "sealed"
    assert reasons(result)["pdf_content"] == "matches"
    assert result.credential == badge
    assert attached_files(sealed) == {"credential.json": as_bytes(badge)}


def test_the_page_declares_archive_and_accessibility_standards(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as document:
        metadata = document.open_metadata()
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert "MC-HTR-2026-000431" in metadata["dc:title"]
        root = document.Root
        assert root.Lang == "fr"
        assert root.MarkInfo.Marked
        assert len(root.AF) == 1
        assert root.AF[0].AFRelationship == "/Alternative"
        assert len(document.pages) == 1
        width, height = (float(value) for value in list(document.pages[0].MediaBox)[2:])
        assert (round(width), round(height)) == (842, 595)
        assert document.pages[0].Tabs == "/S"


def test_the_same_record_gives_the_same_page(world: World) -> None:
    assert certificate(world) == certificate(world)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Concevoir " + "et évaluer " * 20, "competencies": tuple(competency(f"C{n}", f"Compétence {n} " * 6) for n in range(12))},
        {"bodies": (body(), body(name="Université de Valmont", did="did:web:v.example")), "eqf_level": None, "ects": None},
        {"language": "en", "expires_at": datetime(2030, 1, 1, tzinfo=UTC), "jury_date": None},
    ],
    ids=["crowded", "joint", "english"],
)  # fmt: skip
def test_a_certificate_stays_on_one_page(changes: dict[str, Any], world: World) -> None:
    with pikepdf.open(io.BytesIO(certificate(world, **changes))) as document:
        assert len(document.pages) == 1


def test_dates_are_spelled_in_full() -> None:
    assert spelled(date(2027, 3, 1), "fr") == "1er\u00a0mars\u00a02027"
    assert spelled(date(2027, 8, 15), "fr") == "15\u00a0août\u00a02027"
    assert spelled(date(2027, 3, 1), "en") == "1\u00a0March\u00a02027"


def test_pyhanko_judges_the_seal_clean(sealed: bytes, world: World) -> None:
    judgement = judge_pdf(sealed, world.trust.seal_roots, now=NOW)
    assert judgement.bottom_line
    assert judgement.intact
    (seal,) = judgement.seals
    assert seal.dids == (DID,)
    assert seal.signed_at == SEALED_AT
    assert "Université de Hauterive" in seal.signer


def test_pages_of_ours_are_sealed_without_parsing_and_others_by_pyhanko(
    world: World, badge: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = certificate(world, badge)
    twice = seal_pdf(page, world.seal, sealed_at=SEALED_AT, others_follow=True)
    monkeypatch.setattr(seal, "IncrementalPdfFileWriter", None)
    explained = seal_pdf(page, world.seal, sealed_at=SEALED_AT, reason="Délivrance (n° 7) \\ 見", location="Liège")
    for other, options in ((twice, {}), (page, {"field_name": "Cachet (2)"})):
        with pytest.raises(TypeError):
            seal_pdf(other, world.seal, sealed_at=SEALED_AT, **options)
    monkeypatch.undo()
    assert judge_pdf(explained, world.trust.seal_roots, now=NOW).bottom_line
    (read,) = PdfFileReader(io.BytesIO(explained)).embedded_regular_signatures
    assert (read.sig_object["/Reason"], read.sig_object["/Location"]) == ("Délivrance (n° 7) \\ 見", "Liège")
    with pikepdf.open(io.BytesIO(explained)) as second_reader:
        assert str(second_reader.Root.AcroForm.Fields[0].V.Reason) == "Délivrance (n° 7) \\ 見"


def test_a_long_document_without_links_is_sealed_as_well(world: World) -> None:
    pdf = compile_pdf("= #data.x\n#pagebreak()\nSuite", {"x": "/Annots /Perms"}, title="Rapport")
    sealed = seal_pdf(pdf, world.seal, sealed_at=SEALED_AT, field_name="Cachet 1")
    assert sealed.startswith(pdf)
    assert judge_pdf(sealed, world.trust.seal_roots, now=NOW).bottom_line


def test_without_its_root_a_seal_is_intact_but_not_trusted(sealed: bytes, world: World) -> None:
    stranger = Authority.create("Autre", country="FR", valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    judgement = judge_pdf(sealed, [stranger.certificate], now=NOW)
    assert judgement.intact
    assert not judgement.trusted
    assert not judgement.bottom_line


def test_one_changed_byte_anywhere_is_noticed(sealed: bytes, world: World) -> None:
    positions = [
        *range(200, len(sealed), len(sealed) // 25),
        sealed.index(b"Carpentier") if b"Carpentier" in sealed else 400,
    ]
    for position in positions:
        damaged = bytearray(sealed)
        damaged[position] ^= 0x01
        assert not judge(world, bytes(damaged)).ok, position


def test_an_appended_revision_is_noticed(sealed: bytes, world: World) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    page = writer.find_page_for_modification(0)[0].get_object()
    from pyhanko.pdf_utils import generic

    page[generic.pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    result = judge(world, output.getvalue())
    assert reasons(result)["pdf_seal"] == "altered"
    assert not result.ok


def test_bytes_after_the_end_are_noticed(sealed: bytes, world: World) -> None:
    assert not judge(world, sealed + b"\n% encore\n").ok


def test_a_changed_attachment_is_noticed_even_when_saved_anew(
    sealed: bytes, world: World, badge: dict[str, Any]
) -> None:
    badge["credentialSubject"]["identifier"][0]["identityHash"] = "Quelqu’un d’autre"
    with pikepdf.open(io.BytesIO(sealed)) as document:
        document.attachments["credential.json"] = pikepdf.AttachedFileSpec(document, as_bytes(badge))
        output = io.BytesIO()
        document.save(output)
    result = judge(world, output.getvalue())
    assert reasons(result)["signature"] == "altered"
    assert not result.ok


def test_an_unsealed_copy_still_shows_the_credential_but_is_not_accepted(world: World, badge: dict[str, Any]) -> None:
    result = judge(world, certificate(world, badge))
    assert reasons(result)["pdf_seal"] == "absent"
    assert reasons(result)["signature"] == "intact"
    assert not result.ok


def test_a_forged_page_around_a_genuine_credential_is_not_accepted(world: World, badge: dict[str, Any]) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    forger = Authority.create("Faussaire", country="FR", valid_from=now).issue_seal(
        "Faux", DID, country="FR", valid_from=now
    )
    forged = seal_pdf(certificate(world, badge, title="Autre titre"), forger, sealed_at=SEALED_AT)
    result = judge(world, forged)
    assert reasons(result)["pdf_seal"] == "untrusted"
    assert not result.ok


def test_a_page_sealed_by_another_member_does_not_belong(badge: dict[str, Any]) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    authority = Authority.create("Consortium", country="FR", valid_from=now)
    other = authority.issue_seal("Valmont", "did:web:valmont.example", country="FR", valid_from=now)
    from .samples import make_world

    world = make_world()
    trust = type(world.trust)(world.trust.issuers, (authority.certificate,))
    pdf = seal_pdf(certificate(world, badge), other, sealed_at=SEALED_AT)
    result = verify(pdf, issuers=trust, status=StatusSnapshot.of(), now=NOW)
    assert reasons(result)["pdf_seal"] == "sealed"
    assert reasons(result)["pdf_content"] == "differs"


def test_another_award_on_the_page_than_in_the_attachment_is_noticed(world: World, badge: dict[str, Any]) -> None:
    page = certificate(world, badge, credential_id="urn:uuid:00000000-0000-4000-8000-000000000009")
    assert reasons(judge(world, seal_pdf(page, world.seal, sealed_at=SEALED_AT)))["pdf_content"] == "differs"


def test_a_pdf_without_credential_says_so(world: World) -> None:
    result = judge(world, seal_pdf(certificate(world), world.seal, sealed_at=SEALED_AT))
    assert reasons(result) == {"content": "not_a_credential", "pdf_seal": "sealed"}
    assert not result.ok


def test_several_institutions_may_seal_one_page(world: World, badge: dict[str, Any]) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    other_root = Authority.create("Consortium", country="FR", valid_from=now)
    other = other_root.issue_seal("Valmont", "did:web:valmont.example", country="FR", valid_from=now)
    once = seal_pdf(certificate(world, badge), world.seal, sealed_at=SEALED_AT, others_follow=True)
    twice = seal_pdf(once, other, sealed_at=SEALED_AT + timedelta(hours=1), field_name="Cachet 2")
    roots = [*world.trust.seal_roots, other_root.certificate]
    judgement = judge_pdf(twice, roots, now=NOW)
    assert judgement.bottom_line
    assert [seal.dids for seal in judgement.seals] == [(DID,), ("did:web:valmont.example",)]
    assert not judge_pdf(twice, world.trust.seal_roots, now=NOW).bottom_line


def test_a_closed_page_takes_no_further_seal(sealed: bytes, world: World) -> None:
    with pytest.raises(SealError):
        seal_pdf(sealed, world.seal, sealed_at=SEALED_AT, field_name="Cachet 2")


def test_what_is_no_pdf_is_neither_sealed_nor_judged(world: World) -> None:
    with pytest.raises(SealError):
        seal_pdf(b"bonjour", world.seal, sealed_at=SEALED_AT)
    with pytest.raises(SealError):
        judge_pdf(b"bonjour", [], now=NOW)
    with pytest.raises(LimitError):
        judge_pdf(b"%PDF-" + bytes(20_000_001), [])


def test_other_documents_have_their_own_templates(tmp_path: Path) -> None:
    (tmp_path / "parts.typ").write_text("#let greet(name) = [Bonjour #name.]", "utf-8")
    template = tmp_path / "letter.typ"
    template.write_text('#import "parts.typ": greet\n= #data.heading\n#greet(data.name)', "utf-8")
    attachment = Attachment("raw.bin", bytes(range(256)), media_type="application/octet-stream", relationship="data")
    values = {"heading": "Contrat", "name": "#strong[Inès] $x$"}
    pdf = compile_pdf(template, values, title="Contrat", lang="fr", attachments=[attachment], made_at=NOW)
    assert attached_files(pdf) == {"raw.bin": bytes(range(256))}
    assert pdf == compile_pdf(template, values, title="Contrat", lang="fr", attachments=[attachment], made_at=NOW)
    assert compile_pdf("= #data.x", {"x": "Procès-verbal"}, title="Procès-verbal").startswith(b"%PDF-")


def test_a_faulty_template_is_explained() -> None:
    with pytest.raises(TypesettingError, match="x"):
        compile_pdf("= #data.x", {}, title="Sans valeur")
    with pytest.raises(TypesettingError):
        compile_pdf('#read("/etc/passwd")', {}, title="Curieux")


def test_a_seal_never_shows_its_secret(world: World) -> None:
    assert isinstance(world.seal, SealMaterial)
    assert "private" not in repr(world.seal)
    assert judge(world, b"%PDF-").finding(FindingCode.CONTENT) is not None
