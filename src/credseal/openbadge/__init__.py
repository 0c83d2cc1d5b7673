"""Open Badges 3.0 on the VC Data Model 2.0: an award record becomes a credential that any verifier can read."""

from credseal.openbadge.build import open_badge
from credseal.openbadge.issue import issue_open_badge
from credseal.openbadge.schema import schema_errors

__all__ = ["issue_open_badge", "open_badge", "schema_errors"]
