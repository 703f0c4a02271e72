"""Where vendors keep facts about people, why, and for how long."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

PERSONAL_DATA: Final = (
    PersonalData(
        table="vendors.vendor",
        columns=("phone", "email", "legal_name", "business_number", "created_by"),
        subject="sole traders and the people who run a business",
        purpose="to verify businesses and let customers reach them (contract, legal duty)",
        kept="as long as the business has bookings that must be kept",
    ),
    PersonalData(
        table="vendors.venue",
        columns=("phone",),
        subject="the people who answer at a place",
        purpose="to let customers reach them (contract)",
        kept="with its business",
    ),
    PersonalData(
        table="vendors.decision",
        columns=("decided_by", "reason"),
        subject="owners and operators",
        purpose="to show who decided what and why (legal duty)",
        kept="with its business",
    ),
)
