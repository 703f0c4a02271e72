"""What must be true after a crash, whoever died and where; every finding is one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from smartbooking.payments.service.card_scan import scan_files
from tests.bookings.factory import NIGHT_PRICE
from tests.drills.crashes import Buyer, Scene
from tests.drills.harness import Stage
from tests.drills.value_plays import KINDS

# What an act ends in for somebody who was told yes: status, and whether the provider keeps what was due.
ENDS: Final = {
    "on_site": ("confirmed", False), "hold_on_site": ("confirmed", False), "prepaid": ("confirmed", True),
    "at_the_bank": ("confirmed", True), "cancelled": ("cancelled", False), "expired": ("expired", False),
    "charged": ("cancelled", True),
    **{f"{kind} used": ("confirmed", False) for kind in KINDS},
    **{f"{kind} cancelled": ("cancelled", False) for kind in KINDS}, "card expired": ("expired", False),
}  # fmt: skip
_BOOKINGS: Final = """
select b.id, b.status, b.payment_status, b.total_minor, b.due_now_minor, b.refund_minor,
       jsonb_array_length(b.claims) as wanted,
       (select count(*) from availability.claim c where c.booking_id = b.id) as claims,
       (select count(*) from availability.claim c where c.booking_id = b.id and c.kind = 'allocation') as allocated,
       (select count(*) from bookings.change h where h.booking_id = b.id) as changes, b.version
from bookings.booking b join bookings.line l on l.vendor_id = b.vendor_id and l.booking_id = b.id
where l.resource_id = $1
"""
# What bookings took of cards and passes and did not give back, which payments say so, and which months they count in.
_VALUE: Final = """
select b.id, b.status, b.total_minor,
       coalesce((select -sum(m.amount_minor) from value.movement m where m.booking_id = b.id), 0)::bigint as of_card,
       coalesce((select -sum(m.visits) from value.pass_movement m where m.booking_id = b.id), 0)::bigint as visits,
       (select count(*) from value.membership_use u where u.booking_id = b.id and u.released_at is null) as uses,
       coalesce((select sum(a.captured_minor - a.refund_reserved_minor) from payments.attempt a
                 where a.booking_id = b.id and a.gateway in ('gift_card', 'pass')), 0)::bigint as paid
from bookings.booking b join bookings.line l on l.vendor_id = b.vendor_id and l.booking_id = b.id
where l.resource_id = $1
"""
# Value that moved for a booking nobody has.
_ASTRAY: Final = """
select m.cause from value.movement m
where m.booking_id is not null and not exists (select from bookings.booking b where b.id = m.booking_id)
union all select m.cause from value.pass_movement m
where m.booking_id is not null and not exists (select from bookings.booking b where b.id = m.booking_id)
"""
_BOOKED: Final = """
select coalesce(sum(amount_minor) filter (where account = 'clearing:sandbox'), 0) as clearing,
       coalesce(sum(amount_minor) filter (where account = 'customer'), 0) as owed,
       coalesce(sum(amount_minor) filter (where account = 'suspense'), 0) as strange
from books.entry
"""
# Money that came after we had called the payment a failure goes back, but nobody should have been told of a failure.
_LATE: Final = """
select booking_id, status, decline_code from payments.attempt
where captured_minor > 0 and status in ('failed', 'voided')
"""
_GAPS: Final = """
select kind, sequence from (
  select kind, sequence, row_number() over (partition by vendor_id, kind, year order by sequence) as place
  from documents.document) numbered
where sequence <> place
"""
_NOT_ONE_RECEIPT: Final = """
select a.booking_id, a.status, papers.count from payments.attempt a
cross join lateral (
  select count(*) from documents.document d where d.cause = 'receipt:' || a.intent_id
) papers
where a.status = 'captured' and papers.count <> 1
"""
_KEYS_OF_NOBODY: Final = "select key from infra.idempotency_key where status is null and leased_until is not null"


@dataclass(frozen=True, slots=True)
class Books:
    """The provider's own view of one booking."""

    captures: int
    captured: int
    refunded: int


def books_of_provider(stage: Stage) -> dict[str, Books]:
    """By booking, as the provider has it in hex."""
    sums: dict[str, dict[str, Any]] = {}
    for entry in stage.provider._call("GET", "/ledger")["entries"]:
        sums.setdefault(entry["booking"], {})[entry["kind"]] = entry
    nothing = {"entries": 0, "amount": 0}
    return {
        booking: Books(
            kinds.get("capture", nothing)["entries"],
            kinds.get("capture", nothing)["amount"],
            -kinds.get("refund", nothing)["amount"],
        )
        for booking, kinds in sums.items()
    }


def findings(scene: Scene) -> list[str]:
    """Everything wrong with a scene, after the worker has come to rest."""
    rows = {row["id"]: row for row in scene.stage.query(_BOOKINGS, scene.resource_id)}
    books = books_of_provider(scene.stage)
    holders = [buyer for buyer in scene.buyers if buyer.status in (201, 402)]
    found: list[str] = []
    if len(rows) != len(holders) and not _declined(scene):
        found.append(f"{len(rows)} bookings for {len(holders)} people who were told yes")
    if len(rows) != min(scene.capacity, len(scene.buyers)):
        found.append(f"{len(rows)} bookings of {scene.capacity} places for {len(scene.buyers)} buyers")
    for buyer in scene.buyers:
        found += _of_buyer(scene, buyer)
        if buyer.status == 201:
            row = rows.get(buyer.booking_id)
            found += ["an acknowledged booking is lost"] if row is None else _of_booking(scene, row, books)
    for row in rows.values():
        net = books.get(row["id"].hex, Books(0, 0, 0))
        if net.captures > 1:
            found.append(f"charged {net.captures} times for one key")
        if row["changes"] != row["version"]:
            found.append(f"{row['changes']} rows of history for version {row['version']}")
    found += _of_value(scene)
    return [f"{scene.play.name}: {what}" for what in found]


def _of_value(scene: Scene) -> list[str]:
    """A booking that is on has used its value once, any other has used none."""
    kind = scene.play.act.partition(" ")[0] if scene.wish else ""
    found = []
    for row in scene.stage.query(_VALUE, scene.resource_id) if kind else ():
        on = row["status"] == "confirmed"
        wanted = {
            "of_card": row["total_minor"] if on and kind == "card" else 0, "visits": 2 if on and kind == "pass" else 0,
            "uses": 1 if on and kind == "member" else 0, "paid": row["total_minor"] if on and kind != "member" else 0,
        }  # fmt: skip
        found += [
            f"a booking that is {row['status']} has {what} {row[what]}, not {much}"
            for what, much in wanted.items()
            if row[what] != much
        ]
    found += [f"value moved for no booking: {row['cause']}" for row in scene.stage.query(_ASTRAY)]
    return found


def _declined(scene: Scene) -> bool:
    return any(buyer.status == 402 for buyer in scene.buyers)


def _of_buyer(scene: Scene, buyer: Buyer) -> list[str]:
    found = []
    if not buyer.final:
        found.append(f"buyer {buyer.number} got no final answer")
    if any(status == 500 for status, _ in buyer.answers):
        found.append(f"buyer {buyer.number} met a 500")
    ids = {told["bookingId"] for status, told in buyer.answers if status == 201}
    if len(ids) > 1:
        found.append(f"one key made {len(ids)} bookings")
    if buyer.status == 201:
        again = Buyer(buyer.number, buyer.key, buyer.body, buyer.link)
        again.press(scene.healthy)
        if not again.answers or again.told != buyer.told:
            found.append(f"the repeated request of buyer {buyer.number} is answered differently: {again.answers}")
    return found


def _of_booking(scene: Scene, row: Any, books: dict[str, Books]) -> list[str]:
    status, keeps_money = ENDS[scene.play.act]
    net = books.get(row["id"].hex, Books(0, 0, 0))
    found = []
    if row["status"] != status:
        found.append(f"a booking is {row['status']} instead of {status}")
    wanted = row["wanted"] if status == "confirmed" else 0
    if (row["claims"], row["allocated"]) != (wanted, wanted):
        found.append(f"{row['claims']} claims, {row['allocated']} allocated, instead of {wanted}")
    due = NIGHT_PRICE if scene.play.act == "charged" else row["due_now_minor"]
    if net.captured - net.refunded != (due if keeps_money else 0):
        found.append(f"the provider keeps {net.captured - net.refunded} of {due} ({row['status']})")
    paid = "paid" if row["due_now_minor"] == row["total_minor"] else "deposit_paid"
    paid = "fee_charged" if scene.play.act == "charged" else paid
    if keeps_money and row["payment_status"] != paid:
        found.append(f"{paid}, but shown as {row['payment_status']}")
    if scene.play.act == "cancelled" and row["payment_status"] != "refunded":
        found.append(f"refunded, but shown as {row['payment_status']}")
    return found


def findings_of_stage(stage: Stage) -> list[str]:
    """What must hold for the whole installation once it is quiet."""
    found = [f"the ledger has drifted: {drift}" for drift in stage.drifts()]
    found += [f"a dead letter: {letter}" for letter in stage.dead_letters()]
    found += [f"a key is stuck: {row['key']}" for row in stage.query(_KEYS_OF_NOBODY)]
    found += findings_of_books(stage)
    if stage.deadlocks():
        found.append(f"PostgreSQL broke {stage.deadlocks()} deadlocks")
    return found


def findings_of_books(stage: Stage) -> list[str]:
    """Every posting sums to zero, nothing is owed to customers, and the books have what the provider has."""
    found = [f"the books differ: {difference}" for difference in stage.differences_in_books()]
    (row,) = stage.query(_BOOKED)
    if row["owed"]:
        found.append(f"{row['owed']} is promised to customers and not paid back")
    if row["strange"]:
        found.append(f"{row['strange']} is put aside for a person to look at")
    kept = sum(books.captured - books.refunded for books in books_of_provider(stage).values())
    if row["clearing"] != kept:
        found.append(f"the books have {row['clearing']} at the provider, the provider has {kept}")
    found += [f"{gap['kind']} {gap['sequence']} follows a gap" for gap in stage.query(_GAPS)]
    for late in stage.query(_LATE):
        found.append(f"{late['booking_id']} was paid, and called {late['status']} ({late['decline_code']})")
    for paid in stage.query(_NOT_ONE_RECEIPT):
        found.append(f"{paid['count']} receipts for the {paid['status']} payment of {paid['booking_id']}")
    return found


def findings_of_cards(stage: Stage) -> list[str]:
    """Neither a table nor a log holds a card number."""
    found = [*stage.cards_in_database(), *scan_files(list(stage.folder.glob("*.log")))]
    return [f"a card number in {one.where}: {one.number}" for one in found]
