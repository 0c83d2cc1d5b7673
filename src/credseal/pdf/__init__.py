"""PDF/A-3a + PDF/UA-1 documents by typst, sealed with PAdES: certificates, and any other document with a template."""

from credseal.pdf.attachments import attached_files
from credseal.pdf.certificate import CertificateLook, certificate_data, certificate_pdf
from credseal.pdf.compile import Attachment, compile_pdf
from credseal.pdf.judge import PdfJudgement, SealJudgement, judge_pdf
from credseal.pdf.seal import add_validation_data, seal_pdf

__all__ = [
    "Attachment",
    "CertificateLook",
    "PdfJudgement",
    "SealJudgement",
    "add_validation_data",
    "attached_files",
    "certificate_data",
    "certificate_pdf",
    "compile_pdf",
    "judge_pdf",
    "seal_pdf",
]
