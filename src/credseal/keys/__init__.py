"""Keys: raw pairs, Multikey and did:key names, did:web documents with a dated history, custody, X.509 seals."""

from credseal.keys.certificates import Authority, SealMaterial, SealSigner
from credseal.keys.custody import open_private_key, seal_private_key
from credseal.keys.did import did_key, did_web, did_web_document, did_web_location
from credseal.keys.hardware import HardwareKey, HardwareSeal, Token
from credseal.keys.history import KeyEntry, KeyHistory
from credseal.keys.pairs import EcdsaKey, Ed25519Key, PublicKey, Signer
from credseal.keys.rsa import RsaKey

__all__ = [
    "Authority",
    "EcdsaKey",
    "Ed25519Key",
    "HardwareKey",
    "HardwareSeal",
    "KeyEntry",
    "KeyHistory",
    "PublicKey",
    "RsaKey",
    "SealMaterial",
    "SealSigner",
    "Signer",
    "Token",
    "did_key",
    "did_web",
    "did_web_document",
    "did_web_location",
    "open_private_key",
    "seal_private_key",
]
