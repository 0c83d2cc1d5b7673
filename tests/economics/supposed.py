"""The worked example of the framework's economics, which other tests vary."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from microcert.economics.rules import Assumptions, Option

EXAMPLE = Assumptions(
    options=(Option(450_00, Decimal(70)), Option(600_00, Decimal(30))),
    universities=4,
    royalty=Decimal(10),
    payment_fee=Decimal("1.5"),
    # 18 h at 65 € and 740 € make 1,910 €; 5 h at 45 € and 100 € make 325 €; 1.25 h at 30.10 €, 38 € and 32 € make 107.625 €.
    teaching_hours=Decimal(14),
    jury_hours=Decimal(4),
    expert_rate=65_00,
    platform=740_00,
    office_hours=Decimal(5),
    office_rate=45_00,
    participation=100_00,
    tutoring_hours=Decimal("1.25"),
    tutoring_rate=30_10,
    file=38_00,
    proctoring=32_00,
    learners=24,
    capacity=48,
)


def supposed(**changed: Any) -> Assumptions:
    return replace(EXAMPLE, **changed)
