"""Bank statements as banks write them, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    amount: str
    wording: str
    day: str = "2026-12-20"
    reference: str = ""
    payer: str = "CARPENTIER INES"
    kind: str = "CRDT"
    status: str = "BOOK"
    currency: str = "EUR"
    is_reversal: bool = False


def camt(lines: Sequence[Line], *, version: str = "02", account: str = "FR7630006000011234567890189") -> bytes:
    """One camt.053 statement. Version 08 nests the payer's name and the status one level deeper, as the standard does."""
    is_new = int(version) >= 8
    entries = "".join(_entry(line, is_new, place) for place, line in enumerate(lines, start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId></GrpHdr>"
        f"<Stmt><Id>S1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(line: Line, is_new: bool, place: int) -> str:
    status = f"<Cd>{line.status}</Cd>" if is_new else line.status
    payer = f"<Pty><Nm>{line.payer}</Nm></Pty>" if is_new else f"<Nm>{line.payer}</Nm>"
    reversal = "<RvslInd>true</RvslInd>" if line.is_reversal else ""
    return (
        f'<Ntry><NtryRef>{place}</NtryRef><Amt Ccy="{line.currency}">{line.amount}</Amt>'
        f"<CdtDbtInd>{line.kind}</CdtDbtInd>{reversal}<Sts>{status}</Sts><BookgDt><Dt>{line.day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{line.reference or f'R{place}'}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr>{payer}</Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{line.wording}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
