"""Verification: several answers, never one boolean, and never a request to an address that a document names."""

from credseal.verify.dispatch import verify
from credseal.verify.findings import Finding, FindingCode, Signature, State, Verification
from credseal.verify.trust import Issuer, IssuerDirectory, StatusSnapshot, StatusSource, TrustList

__all__ = [
    "Finding",
    "FindingCode",
    "Issuer",
    "IssuerDirectory",
    "Signature",
    "State",
    "StatusSnapshot",
    "StatusSource",
    "TrustList",
    "Verification",
    "verify",
]
