"""The VC API over HTTP, by the standard library alone. For tests and local use: no TLS, no authentication."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from credseal.server.api import Api, Reply
from credseal.strictjson import MAX_BYTES


def serve(api: Api, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """A server that is bound but does not answer yet: call ``serve_forever``. Port 0 takes a free one."""

    class Handler(_Handler):
        operations = api

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    operations: Api
    protocol_version = "HTTP/1.1"
    server_version = "credseal"
    sys_version = ""
    timeout = 30

    def do_POST(self) -> None:  # noqa: N802  the name that http.server calls
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._send(Reply(411, {"errors": ["Content-Length is needed"]}))
        elif int(length) > MAX_BYTES:
            self._send(Reply(413, {"errors": [f"at most {MAX_BYTES} bytes are read"]}))
        elif self.headers.get_content_type() not in ("application/json", "application/ld+json"):
            self._send(Reply(415, {"errors": ["the body must be application/json"]}))
        else:
            path = self.path.partition("?")[0].rstrip("/")
            self._send(self.operations.answer(path, self.rfile.read(int(length))))

    def do_GET(self) -> None:  # noqa: N802
        signer = self.operations.signer
        issuer = None if signer is None else signer.key_id.partition("#")[0]
        known = self.path == "/"
        self._send(
            Reply(200, {"name": "credseal", "issuer": issuer}) if known else Reply(404, {"errors": ["not found"]})
        )

    def _send(self, reply: Reply) -> None:
        content = json.dumps(reply.content, ensure_ascii=False).encode()
        if reply.status in (411, 413, 415):
            self.close_connection = True  # the body was not read
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  inherited name
        """Nothing is logged: what is posted here is personal."""
