"""What the QR codes on a photograph or a screenshot say."""

from credseal.photo.confined import is_photograph, read_codes

__all__ = ["is_photograph", "read_codes"]
