"""The command ``credseal``: for whoever wants to check or issue credentials without the platform."""

from credseal.cli.main import main

__all__ = ["main"]
