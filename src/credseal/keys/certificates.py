"""X.509 for PDF seals: the consortium's own root authority and one seal certificate per university (ECDSA P-256).

A seal certificate bears the issuer's DID as an alternative name, so that a sealed PDF and the credential attached to it
can be shown to come from the same institution.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

from credseal.errors import KeyFormatError

_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_YEAR = timedelta(days=365.25)


class SealSigner(Protocol):
    """Whoever can seal a PDF: certificates and an ECDSA P-256 signature, wherever the private key lives."""

    @property
    def certificate(self) -> bytes:
        """The seal certificate, PEM."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates above it, PEM, root last."""
        ...

    def sign(self, message: bytes) -> bytes:
        """ECDSA with SHA-256 over ``message``, DER."""
        ...


@dataclass(frozen=True, slots=True)
class SealMaterial:
    """A seal key in memory with its certificates. Implements SealSigner; ``private_pkcs8`` (DER) is for custody."""

    certificate: bytes
    chain: tuple[bytes, ...]
    private_pkcs8: bytes = field(repr=False)
    _key: ec.EllipticCurvePrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_key", _private_key(self.private_pkcs8))

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True, slots=True)
class Authority:
    """A root authority: issues the seal certificates of the members. Keep ``private_pkcs8`` sealed and offline."""

    certificate: bytes
    private_pkcs8: bytes = field(repr=False)

    @classmethod
    def create(cls, name: str, *, country: str, valid_from: datetime, years: int = 40) -> Authority:
        """A new self-signed root named ``name`` (the consortium)."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name, name, country, None)
        builder = _builder(subject, subject, key.public_key(), valid_from, years)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(authority=True), critical=True)
        return cls(_pem(builder.sign(key, hashes.SHA256())), _pkcs8(key))

    def issue_seal(
        self, organisation: str, did: str, *, country: str, valid_from: datetime, years: int = 30,
        organisation_identifier: str | None = None,
    ) -> SealMaterial:  # fmt: skip
        """A new key and certificate with which ``organisation`` (whose credentials ``did`` issues) seals its PDFs."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.certify(
            key.public_key(), organisation, did, country=country, valid_from=valid_from, years=years,
            organisation_identifier=organisation_identifier,
        )  # fmt: skip
        return SealMaterial(certificate, (self.certificate,), _pkcs8(key))

    def certify(
        self, public: ec.EllipticCurvePublicKey, organisation: str, did: str, *, country: str, valid_from: datetime,
        years: int = 30, organisation_identifier: str | None = None,
    ) -> bytes:  # fmt: skip
        """The seal certificate (PEM) of a key that was made elsewhere, in a hardware module for instance."""
        root = x509.load_pem_x509_certificate(self.certificate)
        root_key = _private_key(self.private_pkcs8)
        subject = _name(organisation, organisation, country, organisation_identifier)
        builder = _builder(subject, root.subject, public, valid_from, years)
        for extension, critical in (
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(authority=False), True),
            (x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), False),
            (x509.SubjectAlternativeName([x509.UniformResourceIdentifier(did)]), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False),
        ):
            builder = builder.add_extension(extension, critical=critical)
        return _pem(builder.sign(root_key, hashes.SHA256()))

    def revocation_list(
        self, revoked: Iterable[tuple[int, datetime]] = (), *, at: datetime, until: datetime, number: int = 1
    ) -> bytes:
        """The certificate revocation list (RFC 5280, DER): serial numbers and moments of what was revoked.

        ``number`` grows with each list.
        """
        root = x509.load_pem_x509_certificate(self.certificate)
        key = _private_key(self.private_pkcs8)
        builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject).last_update(at).next_update(until)
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        for serial, moment in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def certificate_dids(certificate: bytes) -> tuple[str, ...]:
    """The DIDs among the alternative names of a certificate (PEM or DER)."""
    try:
        loaded = (
            x509.load_pem_x509_certificate(certificate)
            if certificate.lstrip().startswith(b"-----")
            else x509.load_der_x509_certificate(certificate)
        )
        names = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    except ValueError as error:
        raise KeyFormatError(f"not a certificate: {error}") from error
    addresses = names.get_values_for_type(x509.UniformResourceIdentifier)
    return tuple(address for address in addresses if address.startswith("did:"))


def _name(common: str, organisation: str, country: str, identifier: str | None) -> x509.Name:
    # X.520 bounds the common and organisation names at 64 characters.
    parts = [(NameOID.COUNTRY_NAME, country), (NameOID.ORGANIZATION_NAME, organisation[:64])]
    if identifier is not None:
        parts.append((NameOID.ORGANIZATION_IDENTIFIER, identifier))
    parts.append((NameOID.COMMON_NAME, common[:64]))
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, valid_from: datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_from + years * _YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _private_key(pkcs8: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_der_private_key(pkcs8, password=None)
    except (ValueError, TypeError) as error:
        raise KeyFormatError("not a PKCS#8 private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyFormatError("a seal key must be ECDSA P-256")
    return key
