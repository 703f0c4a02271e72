"""Assessments: kept with the booking, looked through by operators, decided once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CursorResult, RowMapping, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.driver import Write, write
from smartbooking.risk.domain import Advice, Assessment, Level, Reason, Review, Signals, StepUp

# A later look at the same booking replaces an earlier one, but never what a person has decided.
_KEEP: Final = Write(
    risk_kept="""
        insert into risk.assessment as kept (
          vendor_id, booking_id, at, points, rule_points, chance, no_arrival, level, reasons, signals, wanted, step_up,
          acted, version, review)
        values (:vendor_id, :booking_id, :at, :points, :rule_points, :chance, :no_arrival, :level,
          cast(:reasons as jsonb), cast(:signals as jsonb), :wanted, :step_up, :acted, :version, :review)
        on conflict (vendor_id, booking_id) do update set
          at = excluded.at, points = excluded.points, rule_points = excluded.rule_points, chance = excluded.chance,
          no_arrival = excluded.no_arrival, level = excluded.level, reasons = excluded.reasons,
          signals = excluded.signals, wanted = excluded.wanted, step_up = excluded.step_up,
          acted = kept.acted or excluded.acted, version = excluded.version, review = excluded.review
        where kept.decided_at is null"""
)
_COLUMNS: Final = """vendor_id, booking_id, at, points, chance, no_arrival, level, reasons, wanted, step_up, acted,
    version, review, decided_at, decided_by, decision_note"""
_ONE: Final = f"select {_COLUMNS} from risk.assessment where vendor_id = :vendor_id and booking_id = :booking_id"  # noqa: S608
# assessment_waiting and assessment_decided: one page of an index.
_WAITING: Final = text(f"""
    select {_COLUMNS} from risk.assessment where review = 'waiting'
      and (cast(:before_at as timestamptz) is null or (at, booking_id) < (:before_at, cast(:before_id as uuid)))
    order by at desc, booking_id desc limit :limit
""")  # noqa: S608
_DECIDED: Final = text(f"""
    select {_COLUMNS} from risk.assessment where decided_at is not null
      and (cast(:before_at as timestamptz) is null or (decided_at, booking_id) < (:before_at, cast(:before_id as uuid)))
    order by decided_at desc, booking_id desc limit :limit
""")  # noqa: S608
_DECIDE: Final = text("""
    update risk.assessment set review = :review, decided_at = :now, decided_by = :by, decision_note = :note
    where vendor_id = :vendor_id and booking_id = :booking_id and review = 'waiting'
""")
_LABELS: Final = text("select signals, review from risk.assessment where decided_at is not null order by decided_at")
_FORGET: Final = text("delete from risk.assessment where at < :before and review <> 'waiting'")


async def keep(
    tx: Tx, *, vendor_id: int, booking_id: UUID, advice: Advice, signals: Signals, no_arrival: float | None,
    acted: bool, now: datetime,
) -> None:  # fmt: skip
    """Keep an advice with its booking; waits for the other writes of a booking where those are gathered."""
    review = Review.NONE if advice.level is Level.CALM else Review.WAITING
    reasons = [{"code": one.code, "points": one.points, "value": one.value} for one in advice.reasons]
    await write(tx, _KEEP, {
        "vendor_id": vendor_id, "booking_id": booking_id, "at": now, "points": advice.points,
        "rule_points": advice.rule_points, "chance": advice.chance, "no_arrival": no_arrival,
        "level": advice.level.value, "reasons": json.dumps(reasons), "signals": json.dumps(signals.stored()),
        "wanted": advice.wanted.value if advice.wanted else None,
        "step_up": advice.step_up.value if advice.step_up else None, "acted": acted, "version": advice.version,
        "review": review.value,
    })  # fmt: skip


async def get(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> Assessment | None:
    """What was said about a booking, if anything was."""
    found = await read.execute(text(_ONE), {"vendor_id": vendor_id, "booking_id": booking_id})
    row = found.mappings().first()
    return _assessment(row) if row else None


async def page(
    read: ReadTx, *, decided: bool, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Assessment]:
    """Assessments that wait for a decision, or those that were decided, the latest first."""
    at, booking_id = before or (None, None)
    values = {"before_at": at, "before_id": booking_id, "limit": limit}
    rows = await read.execute(_DECIDED if decided else _WAITING, values)
    return [_assessment(row) for row in rows.mappings()]


async def decide(
    tx: Tx, *, vendor_id: int, booking_id: UUID, review: Review, by: str, note: str, now: datetime
) -> bool:
    """Close an assessment that waits; False when somebody was faster."""
    done = await tx.execute(_DECIDE, {
        "vendor_id": vendor_id, "booking_id": booking_id, "review": review.value, "by": by, "note": note, "now": now,
    })  # fmt: skip
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


async def labels(read: ReadTx) -> list[tuple[dict[str, Any], bool]]:
    """Signals of decided bookings, and whether they were found bad. Any: JSON."""
    return [(row.signals, row.review == Review.REJECTED) for row in await read.execute(_LABELS)]


async def forget(tx: Tx, *, before: datetime) -> int:
    """Delete what is old and waits for nobody."""
    done = await tx.execute(_FORGET, {"before": before})
    assert isinstance(done, CursorResult)
    return done.rowcount


def _assessment(row: RowMapping) -> Assessment:
    return Assessment(
        vendor_id=row["vendor_id"], booking_id=row["booking_id"], at=row["at"], points=row["points"],
        chance=row["chance"], no_arrival=row["no_arrival"], level=Level(row["level"]),
        reasons=tuple(Reason(**one) for one in row["reasons"]),
        wanted=StepUp(row["wanted"]) if row["wanted"] else None,
        step_up=StepUp(row["step_up"]) if row["step_up"] else None, acted=row["acted"], version=row["version"],
        review=Review(row["review"]), decided_at=row["decided_at"], decided_by=row["decided_by"],
        note=row["decision_note"],
    )  # fmt: skip
