"""Where identity keeps facts about people, why, and for how long."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

PERSONAL_DATA: Final = (
    PersonalData(
        table="identity.account",
        columns=("email", "phone", "name", "locale", "password_hash", "status_reason"),
        subject="account holder",
        purpose="to sign in and to be reached about bookings (contract)",
        kept="until the account is closed; then emptied at once",
    ),
    PersonalData(
        table="identity.session",
        columns=("device", "created_at", "last_seen_at"),
        subject="account holder",
        purpose="to show and end signed-in devices (security)",
        kept="30 days after the session ended",
    ),
    PersonalData(
        table="identity.refresh_token",
        columns=("used_by",),
        subject="account holder",
        purpose="to notice copied tokens (security)",
        kept="with its session",
    ),
    PersonalData(
        table="identity.acting",
        columns=("account_id", "operator_id", "reason", "ended_because"),
        subject="account holders, and the operators who act for them",
        purpose="to show people who acted in their name and why (accountability)",
        kept="a year",
    ),
    PersonalData(
        table="identity.membership",
        columns=("account_id", "role", "granted_by"),
        subject="people who work for a vendor",
        purpose="to let them act for it (contract)",
        kept="until they leave or close the account",
    ),
)
