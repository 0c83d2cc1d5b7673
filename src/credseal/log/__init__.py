"""The append-only log of all awards: a Merkle tree (RFC 6962), signed checkpoints, proofs that anyone can check."""

from credseal.log.checkpoint import Checkpoint
from credseal.log.entry import credential_entry, file_entry
from credseal.log.folder import LogFolder
from credseal.log.inclusion import InclusionProof
from credseal.log.timestamp import HttpAuthority, TimeStampAuthority, stamped_time
from credseal.log.tree import MerkleTree, is_consistent, is_included, leaf_hash

__all__ = [
    "Checkpoint",
    "HttpAuthority",
    "InclusionProof",
    "LogFolder",
    "MerkleTree",
    "TimeStampAuthority",
    "credential_entry",
    "file_entry",
    "is_consistent",
    "is_included",
    "leaf_hash",
    "stamped_time",
]
