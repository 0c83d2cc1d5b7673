"""credseal: build, sign and verify the credentials of a consortium of universities. Pure library, no web framework.

The front door. Whoever needs more imports from the parts: ``record``, ``keys``, ``openbadge``, ``status``, ``pdf``,
``verify``.
"""

from credseal.desk import Desk, Format, Partner
from credseal.errors import CredentialError, RecordError
from credseal.keys import Authority, Ed25519Key, KeyEntry, KeyHistory, SealMaterial, SealSigner, Signer
from credseal.openbadge import issue_open_badge, open_badge
from credseal.pdf import Attachment, CertificateLook, certificate_pdf, compile_pdf, judge_pdf, seal_pdf
from credseal.record import Alignment, AwardingBody, AwardRecord, Competency, Learner, MasteryLevel
from credseal.status import BitList, StatusEntry, issue_status_list
from credseal.verify import Finding, Issuer, State, StatusSnapshot, TrustList, Verification, verify

__all__ = [
    "Alignment",
    "Attachment",
    "Authority",
    "AwardRecord",
    "AwardingBody",
    "BitList",
    "CertificateLook",
    "Competency",
    "CredentialError",
    "Desk",
    "Ed25519Key",
    "Finding",
    "Format",
    "Issuer",
    "KeyEntry",
    "KeyHistory",
    "Learner",
    "MasteryLevel",
    "Partner",
    "RecordError",
    "SealMaterial",
    "SealSigner",
    "Signer",
    "State",
    "StatusEntry",
    "StatusSnapshot",
    "TrustList",
    "Verification",
    "certificate_pdf",
    "compile_pdf",
    "issue_open_badge",
    "issue_status_list",
    "judge_pdf",
    "open_badge",
    "seal_pdf",
    "verify",
]
