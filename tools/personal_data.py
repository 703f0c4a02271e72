"""Writes docs/personal-data.md from what the modules declare, so that the record can not fall behind the code.

`python -m tools.personal_data` writes the page; a test compares it with the declarations, and the declarations with
the migrated database.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.module import PersonalData

PAGE: Final = Path(__file__).parents[1] / "docs" / "personal-data.md"

# Tables whose owner has no manifest of its own (infra) or whose manifest is silent about them. A test asks for the
# removal of a column here as soon as a module declares it.
BESIDE_THE_MANIFESTS: Final = (
    PersonalData(
        table="infra.audit",
        columns=("actor", "on_behalf_of", "details"),
        subject="whoever acted: account holders, staff, operators",
        purpose="to show who did what (security, legal duty); the actor is an account number, never a name",
        kept="without limit; nothing removes rows yet",
    ),
    PersonalData(
        table="infra.switch",
        columns=("changed_by", "reason"),
        subject="administrators",
        purpose="to show who turned what off, and why (security)",
        kept="until the switch is turned again",
    ),
    PersonalData(
        table="infra.limit_change",
        columns=("changed_by", "reason"),
        subject="administrators",
        purpose="to show who changed a limit, and why (security), and to put an earlier one back",
        kept="without limit; nothing removes rows yet",
    ),
    PersonalData(
        table="infra.idempotency_key",
        columns=("account", "reply", "progress"),
        subject="whoever sent the request",
        purpose="to answer a repeated request with the same reply",
        kept="30 days (infra/upkeep.py)",
    ),
    PersonalData(
        table="identity.session",
        columns=("account_id",),
        subject="account holder",
        purpose="whose session it is",
        kept="30 days after the session ended",
    ),
    PersonalData(
        table="jobs.pgqueuer_log",
        columns=("traceback",),
        subject="whoever a failed job was about: an error may quote the values of its statement",
        purpose="to find out why a job failed",
        kept="35 days (infra/upkeep.py)",
    ),
    PersonalData(
        table="payments.alert",
        columns=("resolved_by", "reason", "details"),
        subject="operators; whoever paid, as far as the provider names them",
        purpose="to show who settled a payment that needed a person",
        kept="with its payment",
    ),
    PersonalData(
        table="payments.webhook_inbox",
        columns=("body", "report"),
        subject="whoever paid, as far as the provider names them",
        purpose="to prove what the provider said",
        kept="without limit; nothing removes rows yet",
    ),
    PersonalData(
        table="payments.refund",
        columns=("reason",),
        subject="whoever gets money back",
        purpose="to say why money went back",
        kept="with its payment (tax law)",
    ),
    PersonalData(
        table="availability.closure",
        columns=("created_by", "reason"),
        subject="staff of a vendor",
        purpose="to show who closed what, and why",
        kept="as long as the closure",
    ),
    PersonalData(
        table="availability.claim",
        columns=("reason",),
        subject="whoever a block is about, when staff write a name into it",
        purpose="to say why a place is blocked",
        kept="35 days after it ended, then in history",
    ),
    PersonalData(
        table="availability.claim_history",
        columns=("reason",),
        subject="as in availability.claim",
        purpose="occupancy of the past",
        kept="without limit; nothing removes rows yet",
    ),
    PersonalData(
        table="availability.special_day",
        columns=("note",),
        subject="staff, when a note names one",
        purpose="to say why a day differs",
        kept="as long as the special day",
    ),
    PersonalData(
        table="catalog.resource",
        columns=("name", "description"),
        subject="people whose time is booked: doctors, stylists, trainers",
        purpose="to show customers whom they book (published by the vendor)",
        kept="as long as the vendor; archived resources keep their name",
    ),
    PersonalData(
        table="catalog.unit",
        columns=("note",),
        subject="guests or staff, when a note names one",
        purpose="notes on a room or a seat",
        kept="as long as the unit",
    ),
    PersonalData(
        table="bookings.line",
        columns=("name",),
        subject="people whose time was booked",
        purpose="what the booking was about, as it was called then",
        kept="as long as the booking",
    ),
    PersonalData(
        table="search.listing",
        columns=("names", "venue_name", "name_keys"),
        subject="people whose time is booked; sole traders",
        purpose="to be found; a copy of the catalog that is rebuilt every night",
        kept="as long as the offer is listed",
    ),
    PersonalData(
        table="vendors.vendor",
        columns=("name",),
        subject="sole traders who use their own name",
        purpose="the name of the business (published)",
        kept="as long as the business",
    ),
    PersonalData(
        table="vendors.venue",
        columns=("name", "address"),
        subject="hosts who let their home",
        purpose="where to go (published)",
        kept="with its business",
    ),
)


def declared() -> list[tuple[str, PersonalData]]:
    """Every declaration with the module that made it, in the order of the tables."""
    found = [(module.name, one) for module in MODULES for one in module.personal_data]
    found += [("beside the manifests", one) for one in BESIDE_THE_MANIFESTS]
    return sorted(found, key=lambda pair: (pair[1].table, pair[0]))


def page() -> str:
    """The record of processing, one row per declaration."""
    lines = [
        "# Personal data",
        "",
        "Which tables hold facts about people, whose, why and for how long. Made from the declarations in the code by",
        "`python -m tools.personal_data`; `tests/architecture/test_documents.py` compares it with them and with the",
        "migrated database. Logs hold none of it: see [operations.md](operations.md#logs).",
        "",
        "`kept` is a promise of the declaring module. Today only `identity` carries its promise out (closing an",
        "account empties it, ended sessions are deleted); export and erasure across modules are not there yet.",
        "",
        "| table | columns | whose | why | kept | declared by |",
        "|---|---|---|---|---|---|",
    ]
    for owner, one in declared():
        columns = ", ".join(one.columns)
        lines.append(f"| {one.table} | {columns} | {one.subject} | {one.purpose} | {one.kept} | {owner} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
