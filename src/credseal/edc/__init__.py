"""European Digital Credentials: the European Learning Model (EDC application profile) under a JAdES seal."""

from credseal.edc.build import european_credential
from credseal.edc.jades import issue_european_credential, seal_jades
from credseal.edc.judge import JadesJudgement, judge_jades

__all__ = [
    "JadesJudgement",
    "european_credential",
    "issue_european_credential",
    "judge_jades",
    "seal_jades",
]
