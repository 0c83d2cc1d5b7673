"""Pages from a mould are the pages that typst would have set: same drawing, same metadata, own attachments."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credseal import Attachment, AwardRecord, CertificateLook, Learner, certificate_pdf
from credseal.compiled import Memory
from credseal.pdf import attached_files, casting, certificate_data, compile_pdf
from credseal.pdf.letters import ALPHABET
from credseal.pdf.reading import draw_alike

from .samples import ISSUED, LOOK, record


def typeset(award: AwardRecord, *attachments: Attachment) -> bytes:
    """The page by typst alone."""
    data = certificate_data(award, LOOK)
    names = [body.name for body in award.bodies]
    return compile_pdf(
        casting.TEMPLATE, data, title=data["document_title"], lang=award.language[:2], authors=names,
        attachments=attachments, made_at=award.issued_at,
    )  # fmt: skip


def learner(given_names: str, family_name: str, **changes: object) -> Learner:
    return replace(record().learner, given_names=given_names, family_name=family_name, **changes)


LETTERS = [letter for letter in ALPHABET if letter not in " \u00a0"]
NAMES = st.text(alphabet=LETTERS, min_size=1, max_size=12)


@given(
    NAMES, NAMES, st.dates(date(1930, 1, 1), date(2012, 1, 1)), st.text("ABCDEFGHJKMNPQRSTVWXYZ-0123456789", max_size=9)
)
@settings(max_examples=15, deadline=None)
def test_whatever_the_name_the_page_is_drawn_as_typst_draws_it(
    given_names: str, family: str, born: date, code: str
) -> None:
    award = record(
        learner=learner(given_names, family, birth_date=born, birth_place=f"{family} (Pérou)"),
        number=f"MC-HTR-{code}1", url=f"https://campus.example/v/{code}",
    )  # fmt: skip
    assert draw_alike(certificate_pdf(award, LOOK), typeset(award))


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"language": "en"}, {"learner": learner("Zoë", "D’Áčťa", birth_date=None, birth_place=None)},
        {"eqf_level": None, "ects": None, "expires_at": ISSUED + timedelta(days=800)},
        {"url": "https://campus.example/" + "v" * 15},
    ],
    ids=["plain", "english", "no birth", "other facts", "long address"],
)  # fmt: skip
def test_every_kind_of_page_is_cast_and_drawn_alike(changes: dict[str, object]) -> None:
    award = record(**changes)
    page = certificate_pdf(award, LOOK)
    assert draw_alike(page, typeset(award))
    assert page != typeset(award), "this page came from a mould"


@pytest.mark.parametrize(
    "changes",
    [
        {"learner": learner("Ελένη", "Παππά")}, {"learner": learner("Nom", "Interminable " * 5)},
        {"learner": learner("Zoë", "Brun", birth_place="Athènes (Ελλάδα)")},
        {"url": "https://campus.example/" + "w" * 90}, {"language": "ro"},
    ],
    ids=["foreign letters", "long name", "foreign place", "longer address", "another language"],
)  # fmt: skip
def test_what_does_not_fit_the_mould_is_typeset(changes: dict[str, object]) -> None:
    award = record(**changes)
    assert certificate_pdf(award, LOOK) == typeset(award)


def test_equal_arguments_give_equal_bytes_whatever_was_cast_before(monkeypatch: pytest.MonkeyPatch) -> None:
    first = certificate_pdf(record(), LOOK)
    monkeypatch.setattr(casting, "_moulds", Memory(64))
    certificate_pdf(record(learner=learner("Other", "Person")), LOOK)
    assert certificate_pdf(record(), LOOK) == first


def test_metadata_links_and_attachments_are_the_learner_s_own() -> None:
    files = [
        Attachment("a.json", b'{"a": "\xc3\xa9"}', description="Open Badges 3.0"),
        Attachment("b.bin", bytes(range(256)), "application/octet-stream", "Octets"),
    ]
    awards = [
        record(),
        record(
            learner=learner("Tove", "O'Hara <&>"), number="MC-HTR-2026-000777", url="https://campus.example/v/(7)",
            credential_id="urn:uuid:00000000-0000-4000-8000-000000000007", issued_at=ISSUED.replace(second=7),
        ),
        record(learner=learner("Tove", "Brun"), url="https://campus.example/v/7", number="MC-HTR-2026-000778"),
    ]  # fmt: skip
    identities = set()
    for award in awards:
        pages = certificate_pdf(award, LOOK, attachments=files), typeset(award, *files)
        assert attached_files(pages[0]) == {item.name: item.content for item in files}
        found = []
        for page in pages:
            with pikepdf.open(io.BytesIO(page)) as document:
                (link,) = document.pages[0].Annots
                with document.open_metadata() as xmp:
                    described = [str(xmp[name]) for name in ("dc:title", "pdf:Keywords", "xmp:CreateDate")]
                figure = next(item for item in document.objects if _is_figure(item))
                found.append((dict(_texts(document.docinfo)), described, str(link.A.URI), str(figure.Alt)))
                identities.add(bytes(document.trailer.ID[1]))
        assert found[0] == found[1]
    assert len(identities) == 5, "the second address is typeset: a plain string would have to escape it"


def test_a_page_of_another_make_is_typeset(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(casting, "_moulds", Memory(64))
    monkeypatch.setitem(casting._MARKS, "holder", "Mark that the page shows twice as large " * 9)  # type: ignore[index]
    look: CertificateLook = replace(LOOK, mark_name="Autre")
    assert certificate_pdf(record(), look)
    assert "typeset one by one" in caplog.text


def _is_figure(item: object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"


def _texts(info: pikepdf.Dictionary) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in info.items()]
