"""Where bookings keep facts about people, and why."""

from __future__ import annotations

from smartbooking.infra.module import PersonalData

TABLES = (
    PersonalData(
        table="bookings.booking",
        columns=(
            "customer_id",
            "contact_name",
            "contact_phone",
            "contact_email",
            "note",
            "staff_note",
            "cancel_reason",
        ),
        subject="the person who books",
        purpose="carrying out the booking and reaching the person about it",
        kept="three years after the visit, then without the person (tax law keeps the amounts)",
    ),
    PersonalData(
        table="bookings.hold_source",
        columns=("source",),
        subject="whoever keeps a place",
        purpose="nobody keeps places from everybody else, no misuse; keyed names of address and browser, not these",
        kept="a day",
    ),
    PersonalData(
        table="bookings.change",
        columns=("actor", "reason"),
        subject="whoever changed the booking",
        purpose="showing both sides what happened",
        kept="as long as the booking",
    ),
    PersonalData(
        table="bookings.cancellation",
        columns=("actor", "reason"),
        subject="whoever cancelled many bookings at once",
        purpose="answering who did it and why",
        kept="as long as the bookings",
    ),
    PersonalData(
        table="bookings.client",
        columns=("name", "phone", "email", "tags", "note"),
        subject="a client of the business",
        purpose="recognising and serving returning clients",
        kept="until the business removes the client, or the person asks for it",
    ),
    PersonalData(
        table="bookings.client_import",
        columns=("actor",),
        subject="whoever took a file of clients in",
        purpose="answering who brought these clients, and taking them back",
        kept="as long as the client book",
    ),
)
