"""Seals that say when, by the word of somebody else: JAdES B-T, PAdES B-T and B-LT, judged by pyHanko too."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from credseal import Authority, Desk, Format, SealMaterial, TrustList, compile_pdf, seal_pdf
from credseal.edc import judge_jades
from credseal.errors import CredentialError, SealError
from credseal.keys import Ed25519Key
from credseal.pdf import add_validation_data, judge_pdf
from credseal.verify import Issuer, StatusSnapshot, verify

from .samples import DID, SHIELD, history, record
from .test_log import LocalAuthority

START = datetime(2026, 1, 1, tzinfo=UTC)


class House:
    """An issuer whose seals are time-stamped now, since no authority tells another time."""

    def __init__(self, folder: Path) -> None:
        self.stamps = LocalAuthority(folder)
        self.now = datetime.now(UTC).replace(microsecond=0)
        start = self.now - timedelta(days=30)
        self.authority = Authority.create("Consortium fictif", country="FR", valid_from=start)
        self.seal: SealMaterial = self.authority.issue_seal("Hauterive", DID, country="FR", valid_from=start)
        self.key = Ed25519Key.generate(f"{DID}#k")
        self.revocations = self.authority.revocation_list(at=start, until=self.now + timedelta(days=30))
        issuer = Issuer(did=DID, name="Hauterive", history=history(self.key, valid_from=start))
        self.trust = TrustList.of([issuer], [self.authority.certificate])
        self.roots = [self.authority.certificate, self.stamps.certificate]

    def context(self) -> ValidationContext:
        roots = [item for root in self.roots for item in load_certs_from_pemder_data(root)]
        return ValidationContext(trust_roots=roots, allow_fetching=False)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def desk(house: House) -> Desk:
    return Desk(signer=house.key, seal=house.seal, time_stamps=house.stamps, revocations=[house.revocations])


@pytest.fixture(scope="module")
def page(house: House, desk: Desk) -> bytes:
    return desk.issue(record(issued_at=house.now), [Format.PDF])[Format.PDF]


def test_pyhanko_finds_the_time_in_a_page_sealed_the_quick_way_and_the_long_way(house: House) -> None:
    plain = compile_pdf(f'= Titre\n#image(bytes({json.dumps(SHIELD)}), alt: "x")', {}, title="x")
    for reason in (None, "Procès-verbal"):
        sealed = seal_pdf(plain, house.seal, sealed_at=house.now, reason=reason, time_stamps=house.stamps)
        (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
        status = validate_pdf_signature(signature, house.context(), house.context())
        assert status.bottom_line
        assert status.timestamp_validity is not None
        judgement = judge_pdf(sealed, [house.authority.certificate], now=house.now + timedelta(minutes=5))
        assert judgement.bottom_line, "whose time-stamp it is decides nothing about the seal"
        assert judgement.seals[0].stamped_at == status.timestamp_validity.timestamp


def test_a_borrowed_time_stamp_breaks_the_seal(house: House) -> None:
    class Borrower:
        def stamp(self, digest: bytes) -> bytes:
            return house.stamps.stamp(bytes(32))

    plain = compile_pdf("= Titre", {}, title="x")
    sealed = seal_pdf(plain, house.seal, sealed_at=house.now, time_stamps=Borrower())
    judgement = judge_pdf(sealed, house.roots, now=house.now + timedelta(minutes=5))
    assert not judgement.bottom_line


def test_the_page_keeps_what_a_validator_will_need(house: House, page: bytes) -> None:
    """PAdES B-LT: the validation data in the file suffice, nothing is fetched, and the seal still stands."""
    reader = PdfFileReader(io.BytesIO(page))
    store = DocumentSecurityStore.read_dss(reader)
    (signature,) = reader.embedded_regular_signatures
    for lists, good in ((list(store.crls), True), ([], False)):
        kept = [item.get_object().data for item in lists]
        context = ValidationContext(
            trust_roots=list(load_certs_from_pemder_data(house.authority.certificate)), crls=kept,
            other_certs=list(store.load_certs()), allow_fetching=False, revocation_mode="require",
        )  # fmt: skip
        status = validate_pdf_signature(signature, context, house.context())
        assert status.bottom_line is good, "a strict validator asks for the revocation list, and finds it"
    result = verify(page, issuers=house.trust, status=StatusSnapshot.of(), now=house.now + timedelta(minutes=5))
    assert result.ok, result.findings


def test_both_seals_of_one_award_are_stamped(house: House, desk: Desk) -> None:
    sealed = desk.issue(record(issued_at=house.now), [Format.EDC])[Format.EDC]
    judgement = judge_jades(json.loads(sealed), [house.authority.certificate])
    assert judgement.intact
    assert [(stamp.kind, stamp.matches) for stamp in judgement.stamps] == [("sigTst", True)]


def test_what_is_no_revocation_list_is_refused(house: House, page: bytes) -> None:
    with pytest.raises(SealError):
        add_validation_data(page, [house.seal], [b"not a list"])
    with pytest.raises(CredentialError):
        add_validation_data(b"%PDF-1.7 nothing", [house.seal], [house.revocations])


def test_a_silent_authority_stops_the_seal(house: House) -> None:
    class Silent:
        def stamp(self, digest: bytes) -> bytes:
            raise SealError("nobody answers")

    with pytest.raises(SealError, match="nobody answers"):
        seal_pdf(compile_pdf("= Titre", {}, title="x"), house.seal, sealed_at=house.now, time_stamps=Silent())
