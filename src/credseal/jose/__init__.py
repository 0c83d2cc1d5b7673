"""Credentials as JSON Web Tokens: Open Badges VC-JWT, W3C ``vc+jwt``, and SD-JWT VC with selective disclosure."""

from credseal.jose.sdjwt import SdJwt, issue_sd_jwt, read_sd_jwt
from credseal.jose.tokens import issue_badge_jwt, issue_vc_jwt

__all__ = ["SdJwt", "issue_badge_jwt", "issue_sd_jwt", "issue_vc_jwt", "read_sd_jwt"]
