"""Custody of the universities' keys: made once, encrypted at rest, opened only to sign.

Each university holds two from the start: an Ed25519 key for credentials (published in its did:web document, for ever) and
an X.509 seal for pages and European credentials, vouched for by the consortium's own authority. A third one, RSA, is made at
its first award: the token profile of Open Badges knows no other kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from credseal import pdf as credseal_pdf
from credseal.keys import (
    Authority,
    Ed25519Key,
    KeyEntry,
    KeyHistory,
    PublicKey,
    RsaKey,
    SealMaterial,
    did_web,
    did_web_document,
    open_private_key,
    seal_private_key,
)
from credseal.keys.pairs import RSA
from microcert.consortium.models import Consortium, University
from microcert.foundation import clock

from .models import CertificateAuthority, IssuerKey


def seal_secret(secret: bytes, purpose: str) -> bytes:
    """Encrypt bytes at rest under settings.KEY_SECRET; `purpose` is bound to them and must be named to open them."""
    return seal_private_key(secret, settings.KEY_SECRET, label=purpose, cost=settings.KEY_STRETCHING)


def open_secret(sealed: bytes | memoryview, purpose: str) -> bytes:
    """The bytes again. Raises credseal's WrongPassphrase when the operator's secret changed or a byte was altered."""
    return _opened(bytes(sealed), settings.KEY_SECRET, purpose)


@lru_cache(maxsize=256)
def _opened(sealed: bytes, key_secret: str, purpose: str) -> bytes:
    """Stretching a passphrase is slow on purpose; a process pays for it once per key."""
    return open_private_key(sealed, key_secret, label=purpose)


def did_of(university: University) -> str:
    """The university's decentralised identifier, on this platform's host."""
    return did_web(urlsplit(settings.SITE_URL).netloc, "issuers", university.slug)


@transaction.atomic
def ensure_keys(university: University) -> None:
    """Give a university the keys that it lacks. Safe to repeat."""
    held = set(university.keys.filter(valid_until=None).values_list("use", flat=True))
    if IssuerKey.Use.CREDENTIAL not in held:
        new_credential_key(university)
    if IssuerKey.Use.SEAL not in held:
        _new_seal(university)


def new_credential_key(university: University, *, at: datetime | None = None) -> IssuerKey:
    """Make the university's next credential key and rotate the present one out; its signatures go on counting."""
    # Signatures are dated to the second: the new key is valid from the beginning of this one, the old one to its end.
    moment = (at or clock.now()).replace(microsecond=0)
    present = university.keys.filter(use=IssuerKey.Use.CREDENTIAL, valid_until=None)
    present.update(valid_until=moment + timedelta(seconds=1))
    key = Ed25519Key.generate(did_of(university) + "#" + _next_fragment(university, "key", moment))
    return IssuerKey.objects.create(
        university=university,
        use=IssuerKey.Use.CREDENTIAL,
        fragment=key.key_id.partition("#")[2],
        public=key.public.multibase,
        sealed_private=seal_secret(key.secret_seed, f"credential:{university.slug}"),
        valid_from=moment,
    )


def ensure_token_key(university: University) -> None:
    """Give a university its RSA key if it has none. Making one takes a quarter of a second, so only awards ask for it."""
    if university.keys.filter(use=IssuerKey.Use.TOKEN, valid_until=None).exists():
        return
    # Computed before the lock: whoever comes second throws theirs away.
    made = new_rsa_key()
    with transaction.atomic():
        University.objects.select_for_update(of=("self",)).get(pk=university.pk)
        if not university.keys.filter(use=IssuerKey.Use.TOKEN, valid_until=None).exists():
            _keep_token_key(university, made)


def new_rsa_key() -> bytes:
    """A new RSA key of 3,072 bits (PKCS#8, DER)."""
    return RsaKey.generate().private_pkcs8


def _keep_token_key(university: University, secret: bytes) -> None:
    moment = clock.now().replace(microsecond=0)
    IssuerKey.objects.create(
        university=university,
        use=IssuerKey.Use.TOKEN,
        fragment=_next_fragment(university, "token", moment),
        public=RsaKey(secret).public.multibase,
        sealed_private=seal_secret(secret, f"token:{university.slug}"),
        valid_from=moment,
    )


@transaction.atomic
def rotate_key(university: University, use: str) -> IssuerKey:
    """Replace the present key of this use by a new one. The old one stays published: what it signed goes on counting."""
    if use == IssuerKey.Use.CREDENTIAL:
        return new_credential_key(university)
    ended = clock.now().replace(microsecond=0) + timedelta(seconds=1)
    university.keys.filter(use=use, valid_until=None).update(valid_until=ended)
    if use == IssuerKey.Use.SEAL:
        _new_seal(university)
    else:
        _keep_token_key(university, new_rsa_key())
    return university.keys.get(use=use, valid_until=None)


def _next_fragment(university: University, kind: str, moment: datetime) -> str:
    count = university.keys.filter(fragment__startswith=f"{kind}-{moment.year}-").count()
    return f"{kind}-{moment.year}-{count + 1}"


def _new_seal(university: University) -> None:
    moment = clock.now().replace(microsecond=0)
    seal = _authority().issue_seal(university.name, did_of(university), country=university.country, valid_from=moment)
    IssuerKey.objects.create(
        university=university,
        use=IssuerKey.Use.SEAL,
        fragment=_next_fragment(university, "seal", moment),
        public=seal.certificate.decode(),
        sealed_private=seal_secret(seal.private_pkcs8, f"seal:{university.slug}"),
        valid_from=moment,
    )


def _authority() -> Authority:
    """The consortium's certificate authority, made when first needed."""
    kept = CertificateAuthority.objects.order_by("-created_at").first()
    if kept is None:
        house = Consortium.objects.get()
        made = Authority.create(house.name, country=house.country, valid_from=clock.now())
        kept = CertificateAuthority.objects.create(
            certificate=made.certificate.decode(), sealed_private=seal_secret(made.private_pkcs8, "authority")
        )
    return Authority(kept.certificate.encode(), open_secret(kept.sealed_private, "authority"))


def trust_roots() -> list[bytes]:
    """The consortium's root certificates (PEM): what a reader needs in order to recognise the seals."""
    return [kept.certificate.encode() for kept in CertificateAuthority.objects.order_by("created_at")]


@dataclass(frozen=True)
class HeldKey:
    """A signer whose private half stays in custody until the moment of signing."""

    key_id: str
    public: PublicKey
    sealed: bytes
    purpose: str

    def sign(self, message: bytes) -> bytes:
        return _signing_key(self.sealed, settings.KEY_SECRET, self.purpose, self.public.kind is RSA).sign(message)


@lru_cache(maxsize=256)
def _signing_key(sealed: bytes, key_secret: str, purpose: str, is_rsa: bool) -> Ed25519Key | RsaKey:
    """Reading a key checks it, which costs more than a signature; a process does so once per key."""
    secret = _opened(sealed, key_secret, purpose)
    return RsaKey(secret) if is_rsa else Ed25519Key(secret)


def credential_signer(university: University) -> HeldKey:
    """The signer for the university's credentials, with its present key."""
    return _held(university, IssuerKey.Use.CREDENTIAL)


def token_signer(university: University) -> HeldKey:
    """The signer for Open Badges as VC-JWT (RS256)."""
    return _held(university, IssuerKey.Use.TOKEN)


def _held(university: University, use: IssuerKey.Use) -> HeldKey:
    key = university.keys.get(use=use, valid_until=None)
    return HeldKey(
        f"{did_of(university)}#{key.fragment}",
        PublicKey.from_multibase(key.public),
        bytes(key.sealed_private),
        f"{use}:{university.slug}",
    )


# The keys that sign credentials in any form: what did:web documents, key histories and trust lists publish.
SIGNING = (IssuerKey.Use.CREDENTIAL, IssuerKey.Use.TOKEN)


def key_history(university: University) -> KeyHistory:
    """Every signing key that the university ever had, with its dates."""
    return KeyHistory(
        key_entry(university, key) for key in university.keys.filter(use__in=SIGNING).order_by("valid_from", "pk")
    )


def key_entry(university: University, key: IssuerKey) -> KeyEntry:
    """One key as verifiers read it."""
    return KeyEntry(
        key_id=f"{did_of(university)}#{key.fragment}",
        public_multibase=key.public,
        valid_from=key.valid_from,
        valid_until=key.valid_until,
    )


def did_document(university: University) -> dict[str, object]:
    """The did:web document: every key ever used, since verifiers fetch today's document for yesterday's credential."""
    history_url = f"{settings.SITE_URL.rstrip('/')}/issuers/{university.slug}/keys.json"
    return did_web_document(did_of(university), key_history(university), history_url=history_url)


def seal_of(university: University) -> SealMaterial:
    """The university's present seal, opened: for pages (PAdES) and European credentials (JAdES)."""
    key = university.keys.get(use=IssuerKey.Use.SEAL, valid_until=None)
    private = open_secret(key.sealed_private, f"seal:{university.slug}")
    return SealMaterial(key.public.encode(), tuple(trust_roots()), private)


def seal_pdf(
    pdf: bytes, university: University, reason: str, *, others_follow: bool = False, field_name: str = "Cachet"
) -> bytes:
    """The PDF sealed in the university's name (PAdES B-B). Computing, no database write: call it outside a transaction.

    With `others_follow` further signatures may be appended, and nothing else; each has a `field_name` of its own.
    """
    seal = seal_of(university)
    return credseal_pdf.seal_pdf(
        pdf,
        seal,
        sealed_at=clock.now(),
        field_name=field_name,
        reason=reason,
        location=university.city,
        others_follow=others_follow,
    )
