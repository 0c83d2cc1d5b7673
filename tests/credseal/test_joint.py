"""Joint awards: two universities award together, each signs, and every form names both and holds only if both do."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from credseal import AwardRecord, Desk, Format, Partner, TrustList, Verification, verify
from credseal.cli import main
from credseal.errors import CredentialError, KeyFormatError, ProofError
from credseal.keys import Authority, Ed25519Key, KeyEntry, KeyHistory
from credseal.openbadge import issue_open_badge
from credseal.pdf import judge_pdf
from credseal.verify import Issuer, StatusSnapshot

from .samples import DID, NOW, as_bytes, body, history, record

OTHER = "did:web:campus.example:universites:vlm"
START = datetime(2026, 1, 1, tzinfo=UTC)
SIGNED_BY_EACH = (Format.OB, Format.EDC, Format.PDF, Format.PNG, Format.SVG)


@dataclass(frozen=True)
class Joint:
    award: AwardRecord
    desk: Desk
    trust: TrustList
    forms: Mapping[Format, bytes]

    def judge(self, content: bytes, trust: TrustList | None = None) -> Verification:
        return verify(content, issuers=trust or self.trust, status=StatusSnapshot.of(), now=NOW)


@pytest.fixture(scope="module")
def joint() -> Joint:
    valmont = body(name="Université de Valmont", did=OTHER, url="https://valmont.example")
    award = record(bodies=(body(), valmont))
    authority = Authority.create("Consortium fictif", country="FR", valid_from=START)
    partners = []
    for did, name in ((DID, "Hauterive"), (OTHER, "Valmont")):
        seal = authority.issue_seal(f"Université de {name}", did, country="FR", valid_from=START)
        partners.append(Partner(Ed25519Key.generate(f"{did}#cle"), seal))
    first, second = partners
    desk = Desk(signer=first.signer, seal=first.seal, partners=[second])
    trust = TrustList.of(
        [
            Issuer(did=DID, name="Université de Hauterive", history=history(first.signer)),
            Issuer(did=OTHER, name="Université de Valmont", history=history(second.signer)),
        ],
        [authority.certificate],
    )
    return Joint(award, desk, trust, desk.issue(award, SIGNED_BY_EACH))


@pytest.mark.parametrize("form", SIGNED_BY_EACH)
def test_each_awarding_body_signs_and_each_is_named(form: Format, joint: Joint) -> None:
    result = joint.judge(joint.forms[form])
    assert result.ok, result.findings
    assert result.issuer is not None
    assert (result.issuer.did, [signer.did for signer in result.co_signers]) == (DID, [OTHER])
    assert result.to_json()["co_signers"] == [{"did": OTHER, "name": "Université de Valmont"}]


def test_a_badge_bears_two_proofs_from_the_mould_as_from_the_full_engine(joint: Joint) -> None:
    badges = [
        issue_open_badge(joint.award, joint.desk.signer, partners=[joint.desk.partners[0].signer]) for _ in range(3)
    ]
    assert badges[0] == badges[1] == badges[2]
    assert [proof["verificationMethod"] for proof in badges[0]["proof"]] == [f"{DID}#cle", f"{OTHER}#cle"]


def test_a_page_bears_two_seals(joint: Joint) -> None:
    judgement = judge_pdf(joint.forms[Format.PDF], joint.trust.seal_roots, now=NOW)
    assert judgement.bottom_line
    assert [seal.dids for seal in judgement.seals] == [(DID,), (OTHER,)]


def test_one_broken_signature_breaks_the_whole(joint: Joint) -> None:
    badge = json.loads(joint.forms[Format.OB])
    badge["proof"][1]["created"] = "2027-01-01T00:00:00Z"
    sealed = json.loads(joint.forms[Format.EDC])
    first, second = sealed["signatures"]
    swapped = sealed | {"signatures": [first, second | {"signature": first["signature"]}]}
    for broken in (badge, swapped):
        result = joint.judge(as_bytes(broken))
        assert [finding.reason for finding in result.findings][0] == "altered"
        assert result.co_signers == ()


def test_a_signature_missing_is_a_body_not_named_and_the_issuer_s_own_is_needed(joint: Joint) -> None:
    badge, sealed = json.loads(joint.forms[Format.OB]), json.loads(joint.forms[Format.EDC])
    alone = copy.deepcopy(badge) | {"proof": badge["proof"][0]}
    assert (joint.judge(as_bytes(alone)).ok, joint.judge(as_bytes(alone)).co_signers) == (True, ())
    without = badge | {"proof": badge["proof"][1]}
    assert joint.judge(as_bytes(without)).findings[1].reason == "impostor"
    only = sealed | {"signatures": sealed["signatures"][1:]}
    assert joint.judge(as_bytes(only)).findings[1].reason == "impostor"
    assert joint.judge(as_bytes(sealed | {"signatures": sealed["signatures"][:1]})).co_signers == ()


def test_a_co_signer_whose_key_was_not_in_use_or_is_unknown_spoils_the_badge(joint: Joint) -> None:
    badge = joint.forms[Format.OB]
    unknown = TrustList.of([joint.trust.issuers[DID]], joint.trust.seal_roots)
    assert joint.judge(badge, unknown).findings[0].reason == "unknown_key"
    key = joint.desk.partners[0].signer
    late = KeyEntry(key_id=key.key_id, public_multibase=key.public.multibase, valid_from=NOW)
    changed = replace(joint.trust.issuers[OTHER], history=KeyHistory([late]))
    assert joint.judge(badge, TrustList.of([joint.trust.issuers[DID], changed])).findings[0].reason == "key_not_in_use"


def test_nobody_signs_for_an_award_that_is_not_theirs(joint: Joint) -> None:
    (partner,) = joint.desk.partners
    with pytest.raises(ProofError):
        issue_open_badge(record(), joint.desk.signer, partners=[partner.signer])
    alone = joint.desk.issue(record(), [Format.OB])
    assert isinstance(json.loads(alone[Format.OB])["proof"], dict), "a partner signs what it awards, and no more"
    unsealed = replace(joint.desk, partners=[Partner(partner.signer)])
    with pytest.raises(KeyFormatError):
        unsealed.issue(joint.award, [Format.PDF])


def test_the_command_takes_the_keys_of_all_bodies(
    joint: Joint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CREDSEAL_PASSPHRASE", "un secret assez long")
    (tmp_path / "record.json").write_text(joint.award.to_json(), "utf-8")
    trusts = []
    for name, did in (("own", DID), ("other", OTHER)):
        made = [
            "new-key",
            "--out",
            str(tmp_path / f"{name}.json"),
            "--key-id",
            f"{did}#k",
            "--since",
            "2026-01-01T00:00Z",
        ]
        assert main([*made, "--issuers", str(tmp_path / f"{name}-issuers.json")]) == 0
        trusts.append(json.loads((tmp_path / f"{name}-issuers.json").read_text("utf-8")))
    both = {name: trusts[0][name] + trusts[1][name] for name in ("issuers", "sealRoots")}
    (tmp_path / "issuers.json").write_text(json.dumps(both))
    issue = ["issue", "--record", str(tmp_path / "record.json"), "--key", str(tmp_path / "own.json")]
    assert (
        main([*issue, "--joint", str(tmp_path / "other.json"), "--formats", "ob,edc,pdf", "--out", str(tmp_path)]) == 0
    )
    for suffix in (".ob.json", ".edc.json", ".pdf"):
        capsys.readouterr()
        file = str(tmp_path / f"{joint.award.number}{suffix}")
        assert main(["verify", file, "--issuers", str(tmp_path / "issuers.json"), "--at", NOW.isoformat()]) == 0
        assert f"Signé aussi par : {OTHER}" in capsys.readouterr().out


def test_the_errors_are_of_the_one_tree(joint: Joint) -> None:
    (partner,) = joint.desk.partners
    assert partner.seal is not None
    wrong = replace(joint.desk, seal=partner.seal)
    with pytest.raises(CredentialError):
        wrong.issue(joint.award, [Format.EDC])
