"""The self-contained export of a credential: one HTML file that verifies itself in any browser, offline, for life."""

from credseal.export.dossier import Dossier
from credseal.export.html import export_html

__all__ = ["Dossier", "export_html"]
