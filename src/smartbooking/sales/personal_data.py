"""Where sales keep facts about people, and why."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

TABLES: Final = (
    PersonalData(
        table="sales.sale",
        columns=("buyer_name", "buyer_phone", "buyer_email", "recipient", "message"),
        subject="whoever bought a gift card, a pass or a membership online, and for whom",
        purpose="selling it, printing the greeting on it, and giving its price back",
        kept="three years after what was sold has ended, then without the person (tax law keeps the amounts)",
    ),
)
