"""What must happen in the process once a transaction has really committed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from smartbooking.infra.db import Tx


def after_commit(tx: Tx, effect: Callable[[], None]) -> None:
    """Calls `effect` after the commit, never after a rollback. It must be cheap, idempotent and not fail.

    Only for what lives in this process (caches); everything else is a job in the transaction. A released
    savepoint counts as a commit for the session, so the effect may come more than once.
    """

    def committed(_: Session) -> None:
        effect()

    event.listen(tx.sync_session, "after_commit", committed)
