"""A bank statement as banks send it (ISO 20022, camt.053): the credits that stand on it.

The layout is read by local names, so that every published version of the message (001.02 to 001.13) is understood. The
file comes from outside: no document type, no entity, no network, and limits on size and number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from microcert.foundation.money import cents

from .errors import StatementUnreadable

MOST_BYTES = 5_000_000
MOST_CREDITS = 5_000


@dataclass(frozen=True)
class Credit:
    """One sum that reached the account. `key` names it for ever, whichever statement repeats it; `wording` is the payer's."""

    key: str
    bank_reference: str
    booked_on: date
    amount_cents: int
    currency: str
    payer: str
    wording: str

    def as_payload(self) -> dict[str, Any]:
        return asdict(self) | {"booked_on": self.booked_on.isoformat()}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Credit:
        return cls(**payload | {"booked_on": date.fromisoformat(payload["booked_on"])})


@dataclass(frozen=True)
class Statement:
    """What one file says: the account (IBAN) and its booked credits, in order. Debits and reversals are left out."""

    account: str
    credits: tuple[Credit, ...]


def read_statement(content: bytes) -> Statement:
    """Raises StatementUnreadable with the reason in the user's language; reads nothing else than the file."""
    if len(content) > MOST_BYTES:
        raise _unreadable(_("Ce relevé dépasse 5 Mo. Exportez une période plus courte."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable(_("Ce fichier n’est pas du XML lisible (ligne %(line)s).") % {"line": error.lineno}) from None
    if root.getroottree().docinfo.doctype:
        raise _unreadable(_("Ce fichier déclare un type de document : un relevé de banque n’en a pas."))
    statements = root.findall("{*}BkToCstmrStmt/{*}Stmt")
    if not statements:
        raise _unreadable(
            _("Ce fichier n’est pas un relevé au format CAMT.053. Choisissez ce format dans votre banque.")
        )
    accounts = {
        _text(each, "{*}Acct/{*}Id/{*}IBAN") or _text(each, "{*}Acct/{*}Id/{*}Othr/{*}Id") for each in statements
    }
    if len(accounts) > 1:
        raise _unreadable(_("Ce fichier réunit plusieurs comptes. Exportez un relevé par compte."))
    account = accounts.pop()
    found = [credit for each in statements for credit in _credits(each, account)]
    if len(found) > MOST_CREDITS:
        raise _unreadable(_("Ce relevé compte plus de 5 000 crédits. Exportez une période plus courte."))
    return Statement(account, tuple(found))


def require_account(statement: Statement, iban: str) -> None:
    """The statement must be of the university's own account, where that is known. Raises StatementUnreadable."""
    own, said = ("".join(each.split()).upper() for each in (iban, statement.account))
    if own and said != own:
        raise _unreadable(
            _("Ce relevé est celui du compte %(account)s, qui n’est pas celui de l’université (%(iban)s).")
            % {"account": said or "?", "iban": own}
        )


def _credits(statement: etree._Element, account: str) -> Iterator[Credit]:
    seen: dict[str, int] = {}
    for entry in statement.findall("{*}Ntry"):
        status = _text(entry, "{*}Sts/{*}Cd") or _text(entry, "{*}Sts")
        is_reversal = _text(entry, "{*}RvslInd") == "true"
        if _text(entry, "{*}CdtDbtInd") != "CRDT" or is_reversal or status not in ("BOOK", ""):
            continue
        details = entry.findall("{*}NtryDtls/{*}TxDtls") or [entry]
        for part in details:
            # A batch has one entry and many parts: each has an amount of its own.
            yield _credit(entry, part, account, seen)


def _credit(entry: etree._Element, part: etree._Element, account: str, seen: dict[str, int]) -> Credit:
    amount = _amount(part)
    amount = _amount(entry) if amount is None else amount
    day = _text(entry, "{*}BookgDt/{*}Dt") or _text(entry, "{*}BookgDt/{*}DtTm")[:10]
    if amount is None:
        raise _unreadable(_("Une ligne n’a pas de montant lisible (ligne %(line)s).") % {"line": entry.sourceline})
    try:
        booked_on = date.fromisoformat(day)
    except ValueError:
        raise _unreadable(
            _("Une ligne n’a pas de date lisible (ligne %(line)s).") % {"line": entry.sourceline}
        ) from None
    reference = _text(part, "{*}Refs/{*}AcctSvcrRef") or _text(entry, "{*}AcctSvcrRef") or _text(entry, "{*}NtryRef")
    wording = " ".join(
        filter(
            None,
            [
                *(each.text for each in part.findall(".//{*}RmtInf/{*}Ustrd")),
                _text(part, ".//{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref"),
                _text(part, "{*}Refs/{*}EndToEndId"),
                _text(entry, "{*}AddtlNtryInf"),
            ],
        )
    )
    facts = "\n".join([account, reference, day, str(amount[0]), amount[1], wording])
    # Two equal lines on one statement are two payments; the same line on two statements is one.
    seen[facts] = seen.get(facts, 0) + 1
    key = hashlib.sha256(f"{facts}\n{seen[facts]}".encode()).hexdigest()[:32]
    payer = _text(part, ".//{*}RltdPties/{*}Dbtr//{*}Nm")
    return Credit(key, reference[:80], booked_on, amount[0], amount[1], payer[:140], wording[:500])


def _amount(element: etree._Element) -> tuple[int, str] | None:
    """Cents and currency."""
    for path in ("{*}AmtDtls/{*}TxAmt/{*}Amt", "{*}Amt"):
        found = element.find(path)
        if found is not None:
            try:
                return cents(Decimal((found.text or "").strip())), found.get("Ccy", "EUR")
            except InvalidOperation:
                return None
    return None


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""


def _unreadable(message: str) -> StatementUnreadable:
    return StatementUnreadable(message, field="statement")
