"""Others' published values: W3C eddsa-rdfc-2022 at every step, and the RDFC-1.0 evaluation tests."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credseal.jsonld import canonicalize, require_lossless
from credseal.keys import Ed25519Key, PublicKey
from credseal.keys.did import public_key_of_did_key
from credseal.multibase import base58_encode
from credseal.proof import add_proof, read_moment, signed_bytes, split_proofs

VECTORS = Path(__file__).parent.parent / "vectors"
SUITE = VECTORS / "eddsa" / "eddsa-rdfc-2022"
PAIR = json.loads((VECTORS / "eddsa" / "keyPair.json").read_text())
CANON = VECTORS / "rdf-canon"


def text(name: str) -> str:
    return (SUITE / name).read_text("utf-8")


@pytest.fixture
def signed() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text("signedDataInt.json"))
    return document


def test_w3c_vector_at_every_step(signed: dict[str, Any]) -> None:
    unsecured, (proof,) = split_proofs(signed)
    assert canonicalize(unsecured) == text("canonDocDataInt.txt")
    assert sha256(canonicalize(unsecured).encode()).hexdigest() == text("docHashDataInt.txt").strip()
    config = proof.options | {"@context": unsecured["@context"]}
    assert config == json.loads(text("proofConfigDataInt.json"))
    assert canonicalize(config) == text("proofCanonDataInt.txt")
    assert sha256(canonicalize(config).encode()).hexdigest() == text("proofHashDataInt.txt").strip()
    combined = signed_bytes(unsecured, proof.options)
    assert combined.hex() == text("combinedHashDataInt.txt").strip()
    key = Ed25519Key.from_multibase(PAIR["privateKeyMultibase"])
    assert key.sign(combined).hex() == text("sigHexDataInt.txt").strip()
    assert "z" + base58_encode(key.sign(combined)) == text("sigBTC58DataInt.txt").strip()
    assert key.public.multibase == PAIR["publicKeyMultibase"]


def test_w3c_document_is_issued_again_byte_for_byte(signed: dict[str, Any]) -> None:
    key = Ed25519Key.from_multibase(PAIR["privateKeyMultibase"])
    unsecured = {name: value for name, value in signed.items() if name != "proof"}
    assert add_proof(unsecured, key, created=read_moment(signed["proof"]["created"])) == signed


def test_w3c_signature_is_accepted_and_nothing_else(signed: dict[str, Any]) -> None:
    unsecured, (proof,) = split_proofs(signed)
    require_lossless(unsecured)
    public = public_key_of_did_key(proof.verification_method)
    assert public == PublicKey.from_multibase(PAIR["publicKeyMultibase"])
    assert proof.covers(unsecured, public)
    assert not proof.covers(unsecured | {"name": "Alumnus Credential"}, public)
    assert not proof.covers(unsecured, Ed25519Key.generate().public)


def evaluation_tests() -> list[Any]:
    manifest = json.loads((CANON / "manifest.jsonld").read_text("utf-8"))
    return [
        pytest.param(entry, id=entry["id"]) for entry in manifest["entries"] if entry["type"] == "rdfc:RDFC10EvalTest"
    ]


@pytest.mark.parametrize("entry", evaluation_tests())
def test_canonical_form_follows_the_w3c_tests(entry: dict[str, Any]) -> None:
    dataset = ox.Dataset(ox.parse((CANON / entry["action"]).read_bytes(), ox.RdfFormat.N_QUADS))
    algorithm = ox.CanonicalizationAlgorithm.RDFC_1_0
    if entry.get("hashAlgorithm") == "SHA384":
        algorithm = ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_384
    dataset.canonicalize(algorithm)
    lines = [f"{quad} ." for quad in dataset]
    # Split on line feeds alone: some literals hold other line separators.
    expected = (CANON / entry["result"]).read_bytes().decode().split("\n")[:-1]
    assert sorted(lines) == expected
