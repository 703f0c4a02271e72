"""What a card or a pass would pay of a booking, before anything is taken."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.domain.balance import due_first, due_later
from smartbooking.bookings.service.covering import Covered
from smartbooking.infra.http.wire import Amount, BookingRef, Instant, Wire, example
from smartbooking.value.domain import BY_VISITS


class ValuePreviewRequest(Wire):
    """A code as somebody typed it."""

    model_config = example({"valueCode": "P7K2-9QXM-T4WB-8HND"})

    value_code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    gift_card_code: Annotated[str, StringConstraints(max_length=40)] | None = None


class CardGivesView(Wire):
    """What a gift card beside a pass would pay, and what stays on it."""

    tail: str | None = None
    gives: Amount
    stays: Amount


class ValueLineView(Wire):
    """One line: visits of the pass instead of money, or the price as it was."""

    line: int
    visits: int
    price: Amount = Field(description="As the booking stands; paid in money when it costs no visits")


class ValuePreviewView(Wire):
    """What the codes would pay. `total` is the price with them, `dueNow` and `dueOnSite` are what is left in money."""

    booking_id: BookingRef
    kind: str = Field(examples=["pass"])
    tail: str | None = None
    gives: Amount
    visits: int
    visits_left: int = Field(description="On the pass after that")
    valid_until: Instant
    card: CardGivesView | None = Field(None, description="A gift card that was given beside a pass")
    total: Amount
    due_now: Amount
    due_on_site: Amount
    currency: str
    lines: list[ValueLineView]

    @classmethod
    def of(cls, before: Booking, covered: Covered) -> Self:
        after, card = covered.booking, covered.card
        visits = {part.line: part.visits for part in after.quote.parts}
        used = sum(visits.values())
        found = covered.visits or card
        assert found is not None
        return cls(
            booking_id=after.id, kind=BY_VISITS if covered.visits else "gift_card", tail=found.tail,
            gives=after.covered.major if after.covered else 0, visits=used,
            visits_left=covered.visits.visits - used if covered.visits else 0, valid_until=found.valid_until,
            card=CardGivesView(
                tail=card.tail, gives=covered.given.major, stays=(card.balance - covered.given).major
            ) if card and covered.visits else None,
            total=after.total.major, due_now=due_first(after).major, due_on_site=due_later(after).major,
            currency=after.total.currency,
            lines=[
                ValueLineView(line=part.line, visits=visits[part.line], price=part.total.major)
                for part in before.quote.parts
            ],
        )  # fmt: skip
