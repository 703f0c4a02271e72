"""Where operations keeps facts about people, why, and for how long."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

PERSONAL_DATA: Final = (
    PersonalData(
        table="operations.support_request",
        columns=("phone", "name", "note", "account_id", "taken_by", "outcome_note"),
        subject="people who ask to be called, and the operators who call them",
        purpose="to call back about a booking or a business (contract, legitimate interest)",
        kept="90 days after the call",
    ),
)
