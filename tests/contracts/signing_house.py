"""A stand-in for an external signature provider: the documented REST contract, with an authority and a signer of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from credseal.keys import Authority
from credseal.pdf import seal_pdf
from microcert.foundation import clock

KEY, SECRET = "cle-de-la-plateforme", "secret-des-notifications"
RECORD = b"%PDF-1.7\n% dossier de preuve\n%%EOF\n"


class House(ThreadingHTTPServer):
    """Knows one platform by its key; its signers act when the test says so."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.envelopes: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.asked = 0
        self.is_down = False
        authority = Authority.create("Tiers de signature", country="FR", valid_from=datetime(2026, 1, 1, tzinfo=UTC))
        self.root = authority.certificate
        self.signer = authority.issue_seal(
            "Signature de Inès Carpentier", "did:web:signature.example", country="FR", valid_from=clock.now()
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def open(self, content: dict[str, Any], key: str) -> dict[str, Any]:
        if key not in self.keys:
            self.keys[key] = f"env-{len(self.envelopes) + 1}"
            self.envelopes[self.keys[key]] = {"request": content, "status": "ongoing"}
        reference = self.keys[key]
        return {"id": reference, "signer_url": f"https://signature.example/s/{reference}"}

    def cancel(self, reference: str) -> dict[str, Any]:
        assert self.envelopes[reference]["status"] == "ongoing"
        self.envelopes[reference]["status"] = "canceled"
        return {"id": reference}

    def signs(self, reference: str, **changed: Any) -> None:
        """The signer signs what was sent."""
        envelope = self.envelopes[reference]
        sent = base64.b64decode(envelope["request"]["document"]["content"])
        envelope["pdf"] = seal_pdf(sent, self.signer, sealed_at=clock.now(), field_name="Signature")
        signer = envelope["request"]["signer"] | {
            "signed_at": clock.now().isoformat(),
            "ip_address": "192.0.2.7",
            "user_agent": "Navigateur",
            "consent": "Je signe ce document.",
        }
        envelope.update(
            status="completed", signer=signer | changed, document={"sha256": hashlib.sha256(sent).hexdigest()}
        )

    def seen(self, reference: str) -> dict[str, Any]:
        envelope = self.envelopes[reference]
        told = {name: envelope[name] for name in ("status", "signer", "document") if name in envelope}
        return {"id": reference, "reference": envelope["request"]["reference"]} | told


class Door(BaseHTTPRequestHandler):
    server: House

    def do_POST(self) -> None:
        if self.path.endswith("/cancel"):
            return self._answer(lambda: json.dumps(self.server.cancel(self.path.split("/")[2])).encode())
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        self._answer(lambda: json.dumps(self.server.open(content, self.headers["Idempotency-Key"])).encode())

    def do_GET(self) -> None:
        _empty, _envelopes, reference, *part = self.path.split("/")
        if part == ["document"]:
            self._answer(lambda: self.server.envelopes[reference]["pdf"])
        elif part == ["proof"]:
            self._answer(lambda: RECORD)
        else:
            self._answer(lambda: json.dumps(self.server.seen(reference)).encode())

    def _answer(self, body: Any) -> None:
        known = self.headers["Authorization"] == f"Bearer {KEY}" and not self.server.is_down
        said = body() if known else b"{}"
        self.send_response(200 if known else 503)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args: object) -> None:
        pass


def notice(reference: str, kind: str = "envelope.completed", *, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """What the provider posts, and the header that signs it."""
    body = json.dumps({"type": kind, "envelope": {"id": reference}}).encode()
    return body, {"X-Signature-SHA256": hmac.digest(secret.encode(), body, "sha256").hex()}


@contextmanager
def signing_house(settings: Any, folder: Any) -> Any:
    """The stand-in at work, and the platform set up to use it."""
    house = House()
    thread = threading.Thread(target=house.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    roots = folder / "roots.pem"
    roots.write_bytes(house.root)
    settings.SIGNATURE = "microcert.contracts.envelopes.Envelopes"
    settings.SIGNATURE_URL, settings.SIGNATURE_KEY = house.address, KEY
    settings.SIGNATURE_SECRET, settings.SIGNATURE_ROOTS = SECRET, str(roots)
    settings.SIGNATURE_PAGES = ["https://signature.example"]
    try:
        yield house
    finally:
        house.shutdown()
        house.server_close()
        thread.join()
