"""W3C Bitstring Status Lists: whether a credential is revoked or suspended, without telling who asks about whom."""

from credseal.status.bits import LEAST_ENTRIES, BitList
from credseal.status.entry import PURPOSES, StatusEntry, companion_url
from credseal.status.listing import StatusList, issue_status_list, read_status_list

__all__ = [
    "LEAST_ENTRIES",
    "PURPOSES",
    "BitList",
    "StatusEntry",
    "StatusList",
    "companion_url",
    "issue_status_list",
    "read_status_list",
]
