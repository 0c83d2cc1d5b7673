"""Does a certificate chain to a trusted root? Path validation after RFC 5280, section 6, without name constraints,
policies or revocation: enough for the consortium's own flat hierarchy, and never more lenient than its rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from credseal.errors import SealError

_MAX_CHAIN = 6


def loaded_certificates(contents: Sequence[bytes]) -> list[x509.Certificate]:
    """The certificates in these DER texts; SealError when one cannot be read or there are too many."""
    if len(contents) > _MAX_CHAIN:
        raise SealError(f"a chain of more than {_MAX_CHAIN} certificates")
    try:
        return [x509.load_der_x509_certificate(content) for content in contents]
    except ValueError as error:
        raise SealError("a certificate of the seal cannot be read") from error


def chains_to(chain: Sequence[x509.Certificate], roots: Iterable[bytes], moment: datetime) -> bool:
    """True when ``chain[0]`` may sign, was valid at ``moment`` and leads to one of the ``roots`` (PEM or DER)."""
    trusted = [_root(root) for root in roots]
    current, above = chain[0], list(chain[1:])
    if not _may_sign(current) or not _is_valid(current, moment):
        return False
    for depth in range(_MAX_CHAIN):
        if any(_issued(root, current, depth, moment) for root in trusted):
            return True
        issuer = next((item for item in above if _issued(item, current, depth, moment)), None)
        if issuer is None:
            return False
        above.remove(issuer)
        current = issuer
    return False


def _root(content: bytes) -> x509.Certificate:
    try:
        if content.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError as error:
        raise SealError("a trusted root certificate cannot be read") from error


def _issued(issuer: x509.Certificate, certificate: x509.Certificate, depth: int, moment: datetime) -> bool:
    """``depth`` is the number of authorities between ``issuer`` and the end of the chain."""
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature):
        return False
    short_enough = constraints.path_length is None or constraints.path_length >= depth
    return constraints.ca and usage.key_cert_sign and short_enough and _is_valid(issuer, moment)


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.digital_signature or usage.content_commitment


def _is_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
