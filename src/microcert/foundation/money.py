"""Money is whole euro cents (`int`). Sharing uses the largest remainder, so that parts always add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Cents = int


def cents(euros: Decimal | int | str) -> Cents:
    """Euros to whole cents, half a cent rounded up: `cents("129.50") == 12950`."""
    return int((Decimal(euros) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def in_euros(amount: Cents) -> str:
    """An amount as French documents write it, cents always: `in_euros(123450) == "1 234,50 €"` (no-break spaces)."""
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{amount // 100:,}".replace(",", "\u00a0") + f",{amount % 100:02d}\u00a0€"


def share(total: Cents, weights: Sequence[int | Fraction | Decimal]) -> list[Cents]:
    """Split `total` in proportion to `weights`; what rounding leaves goes to the largest remainders, the first on a tie.

    The result has one amount per weight and sums to `total` exactly. Raises ValueError on no weight or a negative one.
    """
    parts = [Fraction(weight) for weight in weights]
    if not parts or any(part < 0 for part in parts) or not sum(parts):
        raise ValueError("share() needs weights that are not negative and not all zero")
    if total < 0:
        return [-amount for amount in share(-total, weights)]
    exact = [total * part / sum(parts) for part in parts]
    amounts = [int(amount) for amount in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (amounts[place] - exact[place], place))
    for place in by_remainder[: total - sum(amounts)]:
        amounts[place] += 1
    return amounts


def staged(total: Cents, percentages: Sequence[int]) -> list[Cents]:
    """Instalments in the given percentages, each rounded down so that no share exceeds its ceiling; the last takes the rest.

    Rounding down keeps the first instalment at or under 30 % (Labour code, L6353-6).
    """
    if sum(percentages) != 100:
        raise ValueError("staged() needs percentages that add up to 100")
    amounts = [total * percentage // 100 for percentage in percentages[:-1]]
    return [*amounts, total - sum(amounts)]
