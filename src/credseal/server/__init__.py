"""A small VC-API server for test suites and for who wants to try credseal from another language."""

from credseal.server.api import Api, Reply
from credseal.server.http import serve

__all__ = ["Api", "Reply", "serve"]
