"""The audit trail: who did what to what, append-only (the application role may insert and read, nothing else)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import Principal

_RECORD = text("""
    insert into infra.audit (actor, on_behalf_of, acting_id, action, subject, vendor_id, details)
    values (:actor, :on_behalf_of, :acting_id, :action, :subject, :vendor_id, cast(:details as jsonb))
""")


async def record(
    tx: Tx,
    principal: Principal,
    *,
    action: str,
    subject: str,
    vendor_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write one audit row in the caller's transaction. `details` must not hold personal data.

    Where an operator acts in somebody's name the row names both, and the session that holds the reason.
    """
    acting = principal.acting
    await tx.execute(
        _RECORD,
        {
            "actor": principal.hand, "on_behalf_of": f"user:{principal.user_id}" if acting else None,
            "acting_id": acting.id if acting else None, "action": action, "subject": subject, "vendor_id": vendor_id,
            "details": json.dumps(details or {}),
        },
    )  # fmt: skip
