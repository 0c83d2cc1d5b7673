"""The log of awards: hashed as RFC 6962 says, provable to whoever holds an award, and caught when it is rewritten."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credseal.errors import LogError
from credseal.keys import Ed25519Key, KeyHistory
from credseal.log import (
    Checkpoint,
    InclusionProof,
    LogFolder,
    MerkleTree,
    credential_entry,
    file_entry,
    is_consistent,
    is_included,
    leaf_hash,
    stamped_time,
)
from credseal.log.tree import EMPTY_ROOT, node_hash

from .samples import NOW, World, as_bytes, history

ORIGIN = "campus.example/journal"

# The inputs and roots of Certificate Transparency's own reference tests.
INPUTS = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(rank).encode()) for rank in range(count)]


def test_roots_are_those_of_certificate_transparency() -> None:
    tree = MerkleTree(leaf_hash(entry) for entry in INPUTS)
    assert [tree.root(size).hex() for size in range(1, 9)] == ROOTS
    assert tree.root(0) == sha256(b"").digest()


def test_proofs_are_those_of_certificate_transparency() -> None:
    tree = MerkleTree(leaf_hash(entry) for entry in INPUTS)
    assert [step.hex()[:8] for step in tree.inclusion(5)] == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert [step.hex()[:8] for step in tree.consistency(6, 8)] == ["0ebc5d34", "ca854ea1", "d37ee418"]


def test_every_proof_of_every_small_tree_holds_and_no_other_does() -> None:
    tree = MerkleTree(leaves(20))
    for size in range(1, 21):
        root = tree.root(size)
        assert root == naive_root(leaves(size))
        for index in range(size):
            path = tree.inclusion(index, size)
            assert is_included(leaves(size)[index], index, size, path, root)
            assert not is_included(leaf_hash(b"x"), index, size, path, root)
            assert not is_included(leaves(size)[index], index, size, (*path, b"\0" * 32), root)
            assert size == 1 or not is_included(leaves(size)[index], (index + 1) % size, size, path, root)
        for first in range(1, size + 1):
            proof = tree.consistency(first, size)
            assert is_consistent(first, tree.root(first), size, root, proof)
            assert not is_consistent(first, leaf_hash(b"x"), size, root, proof)
            assert not is_consistent(first, tree.root(first), size, leaf_hash(b"x"), proof)


@given(size=st.integers(1, 400), data=st.data())
@settings(max_examples=40, deadline=None)
def test_proofs_of_larger_trees(size: int, data: st.DataObject) -> None:
    tree = MerkleTree(leaves(size))
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert tree.root() == naive_root(leaves(size))
    assert is_included(leaves(size)[index], index, size, tree.inclusion(index), tree.root())
    assert is_consistent(first, tree.root(first), size, tree.root(), tree.consistency(first))


def test_what_the_tree_cannot_prove_is_refused() -> None:
    tree = MerkleTree(leaves(3))
    for wrong in (
        lambda: tree.inclusion(3),
        lambda: tree.inclusion(0, 4),
        lambda: tree.consistency(0),
        lambda: tree.root(9),
    ):
        with pytest.raises(LogError):
            wrong()
    assert not is_included(leaves(3)[0], -1, 3, (), tree.root())
    assert not is_consistent(0, EMPTY_ROOT, 3, tree.root(), ())


@pytest.fixture
def key() -> Ed25519Key:
    return Ed25519Key.generate("did:web:campus.example#journal-2026")


@pytest.fixture
def log(tmp_path: Path, key: Ed25519Key) -> LogFolder:
    return LogFolder.create(tmp_path / "journal", ORIGIN, history(key))


def test_a_checkpoint_is_a_signed_note(key: Ed25519Key) -> None:
    point = Checkpoint.sign(ORIGIN, 3, MerkleTree(leaves(3)).root(), time=NOW, signer=key)
    lines = str(point).split("\n")
    assert lines[:2] == [ORIGIN, "3"]
    assert lines[3:5] == ["time 2027-03-01T12:00:00Z", ""]
    signed = base64.b64decode(lines[5].removeprefix(f"— {ORIGIN} "))
    assert signed[:4] == sha256(ORIGIN.encode() + b"\n\x01" + key.public.raw).digest()[:4]
    assert key.public.accepts(signed[4:], point.text.encode())
    assert Checkpoint.parse(str(point)) == point
    assert not Checkpoint.parse(str(point).replace("\n3\n", "\n4\n")).is_signed_by(key.public)
    assert not point.is_signed_by(Ed25519Key.generate().public)
    for text in ("", "x", str(point).replace("time", "heure"), str(point).replace(f"— {ORIGIN}", "— autre")):
        with pytest.raises(LogError):
            Checkpoint.parse(text)
    with pytest.raises(LogError):
        Checkpoint.sign("un journal", 3, point.root, time=NOW, signer=key)


def test_an_award_is_proven_and_the_proof_kept_beside_it(world: World, log: LogFolder, key: Ed25519Key) -> None:
    badges = [world.badge(number=f"MC-{rank}") for rank in range(5)]
    log.append((credential_entry(badge) for badge in badges[:3]), key, time=NOW)
    log.append((credential_entry(badge) for badge in badges[2:]), key, time=NOW + timedelta(days=1))
    assert len(log.entries()) == 5
    proof = InclusionProof.from_json(str(log.prove(credential_entry(badges[1]))))
    assert (proof.index, proof.checkpoint.size) == (1, 5)
    proof.require(file_entry(json.dumps(badges[1], indent=2).encode()), log.keys)
    with pytest.raises(LogError, match="path"):
        proof.require(credential_entry(badges[2]), log.keys)
    with pytest.raises(LogError, match="not signed"):
        proof.require(credential_entry(badges[1]), KeyHistory([]))
    late = history(key, valid_from=datetime(2028, 1, 1, tzinfo=UTC))
    with pytest.raises(LogError, match="not in use"):
        proof.require(credential_entry(badges[1]), late)
    with pytest.raises(LogError, match="not in the log"):
        log.prove(b"other")


def test_any_file_can_be_logged(log: LogFolder, key: Ed25519Key, world: World) -> None:
    assert file_entry(b"%PDF-1.7") == sha256(b"%PDF-1.7").digest()
    assert file_entry(b'{"a": 1}') == sha256(b'{"a": 1}').digest()
    badge = world.badge()
    assert file_entry(as_bytes(badge)) == credential_entry(badge) != sha256(as_bytes(badge)).digest()
    log.append([file_entry(b"%PDF-1.7")], key, time=NOW)
    log.prove(file_entry(b"%PDF-1.7")).require(file_entry(b"%PDF-1.7"), log.keys)


def test_a_rewritten_log_is_caught(log: LogFolder, key: Ed25519Key) -> None:
    log.append([b"a", b"b"], key, time=NOW)
    log.append([b"c"], key, time=NOW)
    assert LogFolder.open(log.folder).verify().size == 3
    entries = log.folder / "entries"
    genuine = entries.read_text()
    for forged in (genuine.replace("61", "64"), "61\n", "62\n61\n63\n", "x\n"):
        entries.write_text(forged)
        with pytest.raises(LogError):
            log.verify()
        with pytest.raises(LogError):
            log.append([b"d"], key, time=NOW)
    entries.write_text(genuine)
    with pytest.raises(LogError, match="not signed"):
        log.verify(keys=history(Ed25519Key.generate()))
    point = log.folder / "checkpoints" / "000000000002.txt"
    point.write_text(point.read_text().replace("\n2\n", "\n1\n"))
    with pytest.raises(LogError):
        log.verify()


def test_only_its_own_keys_sign_a_log(log: LogFolder) -> None:
    with pytest.raises(LogError):
        log.append([b"a"], Ed25519Key.generate(), time=NOW)
    assert log.entries() == []
    with pytest.raises(LogError):
        LogFolder.create(log.folder, ORIGIN, log.keys)
    with pytest.raises(LogError):
        log.verify()
    with pytest.raises(LogError):
        LogFolder.open(log.folder / "absent")


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": "credseal-inclusion/1", "index": "1"}', "x"])
def test_what_is_no_inclusion_proof_is_named(text: str) -> None:
    from credseal import CredentialError

    with pytest.raises(CredentialError):
        InclusionProof.from_json(text)


class LocalAuthority:
    """A time-stamp authority made by OpenSSL, so that what is read was not written by what reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "tsa.cnf").write_text(
            "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\n"
            "default_policy=1.2.3.4\ndigests=sha256\naccuracy=secs:1\ness_cert_id_chain=no\n"
            "[req]\ndistinguished_name=dn\n[dn]\n"
            "[ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
            "subjectKeyIdentifier=hash\n"
        )
        self.run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "900",
                 "-subj", "/CN=Autorite fictive", "-config", "tsa.cnf", "-extensions", "ext")  # fmt: skip

    def run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def stamp(self, digest: bytes) -> bytes:
        self.run("ts", "-query", "-digest", digest.hex(), "-sha256", "-cert", "-out", "q.tsq")
        self.run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-token_out", "-out", "r.tsr")
        return (self.folder / "r.tsr").read_bytes()

    @property
    def certificate(self) -> bytes:
        return (self.folder / "tsa.pem").read_bytes()


def test_a_root_may_be_time_stamped_by_somebody_else(tmp_path: Path, log: LogFolder, key: Ed25519Key) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    authority, other = LocalAuthority(tmp_path / "one"), LocalAuthority(tmp_path / "two")
    point = log.append([b"a"], key, time=NOW, authority=authority)
    token = log.prove(b"a").time_stamp
    assert token is not None
    moment = stamped_time(token, str(point).encode(), [authority.certificate])
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=5)
    log.verify(stamp_roots=[authority.certificate])
    for message, roots in ((b"other", [authority.certificate]), (str(point).encode(), [other.certificate])):
        with pytest.raises(LogError):
            stamped_time(token, message, roots)
    with pytest.raises(LogError):
        stamped_time(token[:-9], str(point).encode(), [authority.certificate])
    with pytest.raises(LogError):
        stamped_time(b"", b"", [])
    log.folder.joinpath("checkpoints", "000000000001.tsr").write_bytes(b"x")
    with pytest.raises(LogError):
        log.verify(stamp_roots=[authority.certificate])
