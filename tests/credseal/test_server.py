"""The VC API, and the strictness that test suites of the W3C ask for."""

from __future__ import annotations

import base64
import copy
import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from credseal import Ed25519Key, TrustList
from credseal.keys import EcdsaKey
from credseal.multibase import base58_encode
from credseal.proof import moment_text, signed_bytes
from credseal.server import Api, serve
from credseal.verify.related import KNOWN_DIGESTS

from .samples import NOW, World

Document = dict[str, Any]
V2 = "https://www.w3.org/ns/credentials/v2"
KEY = Ed25519Key.generate()
ME = KEY.key_id.partition("#")[0]
API = Api(clock=lambda: NOW, signer=KEY)


def post(path: str, body: Any, api: Api = API) -> tuple[int, Document]:
    reply = api.answer(path, body if isinstance(body, bytes) else json.dumps(body).encode())
    return reply.status, reply.content


def minimal(**changes: Any) -> Document:
    subject = {"id": "did:example:subject"}
    document = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": ME,
        "credentialSubject": subject,
    } | changes
    return {name: value for name, value in document.items() if value is not ...}


def issue(credential: Document, **options: Any) -> Document:
    status, content = post("/credentials/issue", {"credential": credential, "options": options})
    assert status == 201, content
    signed: Document = content["verifiableCredential"]
    return signed


def verify_status(credential: Any, api: Api = API) -> int:
    status, content = post("/credentials/verify", {"verifiableCredential": credential}, api)
    assert content["verified"] is (status == 200)
    assert bool(content["errors"]) is (status != 200)
    return status


def test_issued_then_verified_then_altered() -> None:
    signed = issue(minimal())
    assert signed["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert verify_status(signed) == 200
    assert verify_status(signed | {"id": "urn:x:1"}) == 400
    assert issue(minimal(issuer=...))["issuer"] == ME


def test_a_credential_of_the_first_data_model() -> None:
    old = minimal(**{"@context": ["https://www.w3.org/2018/credentials/v1"], "issuanceDate": "2026-01-01T00:00:00Z"})
    signed = issue(old)
    assert signed["@context"][1] == "https://w3id.org/security/data-integrity/v2"
    assert verify_status(signed) == 200
    del old["issuanceDate"]
    assert post("/credentials/issue", {"credential": old})[0] == 400


DIGEST = KNOWN_DIGESTS[V2]
MULTIHASH = "u" + base64.urlsafe_b64encode(b"\x12\x20" + bytes.fromhex(DIGEST)).rstrip(b"=").decode()
TYPE = "https://example.org/#Type"
GOOD: dict[str, Document] = {
    "language": {"name": {"@value": "Micro-certification", "@language": "fr"}},
    "direction": {"name": {"@value": "תעודה", "@language": "he", "@direction": "rtl"}},
    "languages": {"description": [{"@value": "a", "@language": "en"}, {"@value": "b", "@language": "fr"}]},
    "issuer object": {"issuer": {"id": ME, "name": {"@value": "x", "@language": "en"}}},
    "several subjects": {"credentialSubject": [{"id": "did:example:a"}, {"id": "urn:b"}]},
    "type by address": {"type": ["VerifiableCredential", TYPE]},
    "status without id": {"credentialStatus": {"type": TYPE}},
    "schema": {"credentialSchema": {"type": TYPE, "id": "did:example:schemas/1"}},
    "schemas": {"credentialSchema": [{"type": TYPE, "id": f"did:example:schemas/{rank}"} for rank in (1, 2)]},
    "refresh": {"refreshService": {"type": TYPE, "id": "did:example:refresh/1"}},
    "terms of use": {"termsOfUse": [{"type": TYPE}, {"type": TYPE, "id": "urn:x"}]},
    "evidence": {"evidence": {"type": [TYPE]}},
    "dates": {"validFrom": "2026-01-01T00:00:00+01:00", "validUntil": "2030-01-01T00:00:00.5Z"},
    "own context": {"@context": [V2, {"Own": "https://example.org/Own"}], "type": ["VerifiableCredential", "Own"]},
    "digest": {"relatedResource": [{"id": V2, "digestSRI": f"sha256-{DIGEST}"}]},
    "multihash": {"relatedResource": {"id": V2, "digestMultibase": MULTIHASH}},
    "unknown resource": {"relatedResource": {"id": "urn:x", "digestSRI": "sha384-" + "A" * 64}},
}
BAD: dict[str, Document] = {
    "no context": {"@context": ...},
    "other first context": {"@context": ["https://www.w3.org/ns/credentials/examples/v2", V2]},
    "context number": {"@context": [V2, 7]},
    "context null": {"@context": [V2, None]},
    "two versions": {"@context": [V2, "https://www.w3.org/2018/credentials/v1"]},
    "redefined": {"@context": [V2, {"VerifiableCredential": "https://example.org/x"}]},
    "no type": {"type": ...},
    "other type": {"type": ["VerifiablePresentation"]},
    "type unmapped": {"type": ["VerifiableCredential", "Unknown"]},
    "type by no address": {
        "@context": [V2, {"Own": "https ://not-a-url#Own"}], "type": ["VerifiableCredential", "Own"],
    },
    "unknown word": {"mention": "très bien"},
    "id number": {"id": 7},
    "id relative": {"id": "credential/1"},
    "id list": {"id": ["urn:a", "urn:b"]},
    "id with a space": {"id": "urn:a b"},
    "issuer null": {"issuer": None},
    "issuer number": {"issuer": 7},
    "issuer without id": {"issuer": {"name": "x"}},
    "issuer id relative": {"issuer": {"id": "x"}},
    "issuer list": {"issuer": [ME, ME]},
    "another issuer": {"issuer": "did:example:other"},
    "no subject": {"credentialSubject": ...},
    "subject text": {"credentialSubject": "did:example:a"},
    "subject empty": {"credentialSubject": {}},
    "one subject empty": {"credentialSubject": [{"id": "urn:a"}, {}]},
    "no subjects": {"credentialSubject": []},
    "subject id relative": {"credentialSubject": {"id": "x"}},
    "subject ids": {"credentialSubject": {"id": ["urn:a", "urn:b"]}},
    "date alone": {"validFrom": "2026-01-01"},
    "no zone": {"validFrom": "2026-01-01T00:00:00"},
    "no date": {"validUntil": "demain"},
    "13th month": {"validFrom": "2026-13-01T00:00:00Z"},
    "until before from": {"validFrom": "2026-01-02T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"},
    "name number": {"name": 7},
    "name with more": {"name": {"@value": "x", "@language": "en", "url": "did:example:x"}},
    "direction unknown": {"name": {"@value": "x", "@direction": "up"}},
    "status text": {"credentialStatus": "urn:x"},
    "status without type": {"credentialStatus": {"id": "urn:x"}},
    "status id relative": {"credentialStatus": {"type": TYPE, "id": "x"}},
    "status ids": {"credentialStatus": {"type": TYPE, "id": ["urn:x", "urn:y"]}},
    "schema without id": {"credentialSchema": {"type": TYPE}},
    "schema without type": {"credentialSchema": {"id": "urn:x"}},
    "schema id number": {"credentialSchema": {"type": TYPE, "id": 7}},
    "one schema without id": {"credentialSchema": [{"type": TYPE, "id": "urn:x"}, {"type": TYPE}]},
    "refresh without type": {"refreshService": {"id": "urn:x"}},
    "refresh id relative": {"refreshService": {"type": TYPE, "id": "not a url"}},
    "terms without type": {"termsOfUse": {"id": "urn:x"}},
    "evidence without type": {"evidence": {"id": "urn:x"}},
    "evidence empty": {"evidence": {}},
    "resource text": {"relatedResource": [V2]},
    "resource without id": {"relatedResource": {"digestSRI": f"sha256-{DIGEST}"}},
    "resource twice": {"relatedResource": [{"id": V2, "digestSRI": f"sha256-{DIGEST}"}] * 2},
    "resource without digest": {"relatedResource": {"id": V2}},
    "resource altered": {"relatedResource": {"id": V2, "digestSRI": "sha256-" + "0" * 64}},
    "resource altered, multihash": {
        "relatedResource": {"id": V2, "digestMultibase": "z" + base58_encode(b"\x12\x20" + b"\0" * 32)}
    },
    "digest cut": {"relatedResource": {"id": V2, "digestSRI": "sha256-59955ced"}},
    "digest of another kind": {"relatedResource": {"id": V2, "digestSRI": "md5-59955ced"}},
    "multihash cut": {"relatedResource": {"id": V2, "digestMultibase": "uEiA"}},
}  # fmt: skip


@pytest.mark.parametrize("changes", GOOD.values(), ids=GOOD.keys())
def test_what_the_data_model_allows_is_issued_and_verified(changes: Document) -> None:
    assert verify_status(issue(minimal(**changes))) == 200


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_what_the_data_model_forbids_is_neither_issued_nor_verified(changes: Document) -> None:
    document = minimal(**changes)
    status, content = post("/credentials/issue", {"credential": document})
    assert status == 400
    assert content["errors"]
    assert verify_status(signed_blindly(document)) == 400


def signed_blindly(document: Document) -> Document:
    """What an issuer without any strictness would have signed, as far as it can be expressed."""
    from credseal import CredentialError

    options = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": moment_text(NOW),
        "verificationMethod": KEY.key_id, "proofPurpose": "assertionMethod",
    }  # fmt: skip
    try:
        message = signed_bytes(document, options)
    except CredentialError:
        message = b""
    return document | {"proof": options | {"proofValue": "z" + base58_encode(KEY.sign(message))}}


def test_a_blind_signature_of_a_good_document_would_pass() -> None:
    assert verify_status(signed_blindly(minimal())) == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", ...), ("type", "UnknownProofType"), ("cryptosuite", "invalid-cryptosuite"), ("cryptosuite", ...),
        ("verificationMethod", ...), ("verificationMethod", "not-a-url"), ("verificationMethod", "did:key:z6Mkx#z6Mkx"),
        ("proofPurpose", ...), ("proofPurpose", "authentication"), ("proofPurpose", 7), ("proofValue", ...),
        ("proofValue", "a"), ("proofValue", "u" + "A" * 86), ("proofValue", "z" + base58_encode(b"\0" * 96)),
        ("proofValue", "z0OIl"), ("created", "hier"), ("created", 7), ("expires", "2020-01-01T00:00:00Z"), ("id", "x"),
        ("previousProof", "urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20ff5"), ("nonce", "x"), ("domain", "x"),
    ],
)  # fmt: skip
def test_any_other_proof_is_refused(name: str, value: Any) -> None:
    signed = issue(minimal())
    proof = {key: item for key, item in (signed["proof"] | {name: value}).items() if item is not ...}
    assert verify_status(signed | {"proof": proof}) == 400
    for nothing in (None, [], {}, "x"):
        assert verify_status(signed | {"proof": nothing}) == 400


def test_sets_and_chains_of_proofs() -> None:
    first = issue(minimal())
    first["proof"]["id"] = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"
    assert verify_status(first) == 400  # the id was not signed
    assert verify_status(issue(issue(minimal()))) == 200
    status, content = post(
        "/credentials/issue", {"credential": issue(minimal()), "options": {"previousProof": "urn:uuid:absent"}}
    )
    assert status == 400
    assert "previousProof" in content["errors"][0]


def test_an_issuer_without_ed25519() -> None:
    key = EcdsaKey.generate()
    api = Api(clock=lambda: NOW, signer=key)
    status, content = post("/credentials/issue", {"credential": minimal(issuer=...)}, api)
    assert status == 201
    assert content["verifiableCredential"]["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"
    assert verify_status(content["verifiableCredential"]) == 200


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"credential": 7}', b'{"credential": {}, "options": 7}', b"\xff"]
)
@pytest.mark.parametrize("path", ["/credentials/issue", "/credentials/verify", "/presentations/verify"])
def test_a_body_that_is_none_is_refused(path: str, body: bytes) -> None:
    assert post(path, body)[0] == 400


def present(*credentials: Document, **changes: Any) -> Document:
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
    } | changes
    document = {name: value for name, value in document.items() if value is not ...}
    options = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": moment_text(NOW),
        "verificationMethod": KEY.key_id, "proofPurpose": "authentication", "challenge": "c", "domain": "example.org",
    }  # fmt: skip
    value = KEY.sign(signed_bytes(document, options))
    return document | {"proof": options | {"proofValue": "z" + base58_encode(value)}}


def present_status(presentation: Any, **options: Any) -> int:
    status, content = post("/presentations/verify", {"verifiablePresentation": presentation, "options": options})
    assert content["verified"] is (status == 200)
    return status


def test_presentations() -> None:
    signed = issue(minimal())
    assert present_status(present(signed)) == 200
    assert present_status(present()) == 200
    assert present_status(present(signed, holder=ME), challenge="c", domain="example.org") == 200
    assert present_status(present(signed, holder={"id": ME})) == 200
    assert present_status(present(signed), challenge="other") == 400
    assert present_status(present(signed), domain="example.com") == 400
    assert present_status(present(signed), challenge=7) == 400
    assert present_status(present(signed, id="urn:x") | {"id": "urn:y"}) == 400
    unsigned = present(signed)
    del unsigned["proof"]
    assert present_status(unsigned) == 400
    altered = copy.deepcopy(signed) | {"id": "urn:x:1"}
    assert present_status(present(altered)) == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"holder": {"name": "x"}}, {"holder": 7}, {"holder": "did:example:acme"}, {"type": ["VerifiableCredential"]},
        {"id": "x"}, {"verifiableCredential": ["urn:x"]}, {"verifiableCredential": [{}]}, {"termsOfUse": {"id": "urn:x"}},
    ],
    ids=str,
)  # fmt: skip
def test_a_presentation_against_the_data_model_is_refused(changes: Document) -> None:
    try:
        presentation = present(**changes)
    except Exception:  # noqa: BLE001  a value that cannot even be canonicalised
        presentation = present() | changes
    assert present_status(presentation) == 400


def test_a_credential_without_proof_counts_only_from_its_presenter() -> None:
    assert present_status(present(minimal(), holder=ME)) == 200
    assert present_status(present(minimal())) == 400
    assert present_status(present(minimal(issuer="did:example:acme"), holder=ME)) == 400


def test_the_trust_of_the_server_counts(world: World, badge: Document) -> None:
    assert verify_status(badge) == 400  # a did:web that nobody told us about
    assert verify_status(badge, Api(clock=lambda: NOW, issuers=world.trust)) == 200
    assert post("/credentials/issue", {"credential": minimal()}, Api(clock=lambda: NOW))[0] == 403
    assert verify_status(badge, Api(clock=lambda: NOW, issuers=TrustList.of([]))) == 400


@pytest.fixture
def port() -> Iterator[int]:
    server = serve(API)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, {"Content-Type": "application/json"} | headers)
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.close()
    return answer.status, content


def test_over_http(port: int) -> None:
    body = json.dumps({"credential": minimal()}).encode()
    status, content = ask(port, "POST", "/credentials/issue", body)
    assert status == 201
    body = json.dumps(content).encode()
    assert ask(port, "POST", "/credentials/verify", body)[0] == 200
    assert ask(port, "GET", "/") == (200, {"name": "credseal", "issuer": ME})
    assert ask(port, "GET", "/x")[0] == 404
    assert ask(port, "POST", "/x", b"{}")[0] == 404
    assert ask(port, "POST", "/credentials/verify", b"{}", **{"Content-Type": "text/plain"})[0] == 415
    assert ask(port, "POST", "/credentials/verify", b"", **{"Content-Length": "99999999"})[0] == 413


def test_the_command_says_where_and_as_whom() -> None:
    command = [sys.executable, "-m", "credseal", "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={"PYTHONPATH": "src", "PATH": "/usr/bin"}) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        credential = minimal(issuer=said["issuer"])
        port = int(said["url"].rpartition(":")[2])
        assert ask(port, "POST", "/credentials/issue", json.dumps({"credential": credential}).encode())[0] == 201
        process.terminate()
