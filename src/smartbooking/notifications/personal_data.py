"""Where messages keep facts about people, and why."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

TABLES: Final = (
    PersonalData(
        table="notifications.message",
        columns=("about", "reference", "reason"),
        subject="whoever booked: her booking, and the provider's name for the message or for its refusal",
        purpose="sending it once, and answering whether it was sent; neither its text nor the address is kept",
        kept="90 days",
    ),
)
