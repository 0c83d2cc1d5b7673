"""What an order refuses, and on which rule that rests."""

from __future__ import annotations

from microcert.foundation.refusals import Invalid, Refusal


class OrderRefusal(Refusal):
    pass


class WrongMoment(OrderRefusal):
    """The order's state forbids the step."""


class AlreadyOrdered(OrderRefusal):
    """One person holds one seat in a session."""


class TariffUnknown(Invalid):
    """The tariff is not one of this training's."""


class TermsChanged(Invalid):
    """The texts that the buyer accepted are no longer the ones in force."""

    clause = "Code civil, article 1127-1"


class IdentityIncomplete(Invalid):
    """The contract must name its parties (Labour code L6353-4)."""

    clause = "Code du travail, L6353-4"


class SignatureTooLate(OrderRefusal):
    """Signed today, the contract could not be charged before the session starts."""

    clause = "Code de la consommation, L221-18"


class TooEarlyToCharge(OrderRefusal):
    """Nothing may be asked within the withdrawal period, and the balance only as the training goes on."""

    clause = "Code du travail, L6353-5 et L6353-6"


class AlreadyPaid(OrderRefusal):
    """An instalment is paid once."""


class VoucherUnknown(Invalid):
    """No order has such a code."""


class VoucherSpent(OrderRefusal):
    """A code opens one place, once."""


class CompanyIncomplete(Invalid):
    """An agreement names its party (Labour code D6353-1)."""

    clause = "Code du travail, D6353-1"


class NotRegistered(OrderRefusal):
    """A training account pays for what a national register holds on the day of the order, and for nothing else."""

    clause = "Code du travail, L6323-6"


class FundingIncomplete(Invalid):
    """A funder that has agreed is known by its reference; one that pays, by its address."""


class NothingToGiveBack(OrderRefusal):
    """A refund never exceeds what came in, and is owed once."""


class AlreadyResolved(OrderRefusal):
    """Somebody has placed this money already."""


class ProviderRefused(OrderRefusal):
    """The payment provider answered, and the answer is no."""

    status = 502


class BankUnreachable(OrderRefusal):
    """What a person is told while the provider is silent."""

    status = 503


class ProviderSilent(Exception):
    """The payment provider did not answer, or not in its own terms: the same request may be sent again."""


class TransferMisplaced(Invalid):
    """A person named an order that this transfer cannot pay; what it could pay is said."""


class StatementUnreadable(Invalid):
    """The file is no CAMT.053 statement, or not one that can be trusted."""


class SignatureRejected(OrderRefusal):
    """The notification does not come from the payment provider."""

    status = 401


class EventUnreadable(Invalid):
    """The notification lacks something, or says it in the wrong form."""
