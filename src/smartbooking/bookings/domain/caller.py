"""In which capacity somebody acts on a booking."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from smartbooking.bookings.domain.booking import Booking
from smartbooking.bookings.domain.lifecycle import Actor
from smartbooking.kernel.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A principal, perhaps with the signed link of one booking in hand.

    `source` stands for the network address, `block` for the network around it, `device` for a random number the
    browser keeps for us, without telling any of them; empty when nobody asked. `new_device` is the number to give to
    a browser that has none.
    """

    principal: Principal
    link_to: UUID | None = None
    source: str = ""
    block: str = ""
    device: str = ""
    new_device: str = ""

    def acts_as(self, booking: Booking) -> Actor | None:
        """Operator, vendor staff or customer of this booking; None for everybody else."""
        if self.principal.operator:
            return Actor.OPERATOR
        if self.principal.works_for(booking.vendor_id):
            return Actor.VENDOR
        owns = booking.customer_id is not None and booking.customer_id == self.principal.user_id
        if owns or self.link_to == booking.id:
            return Actor.CUSTOMER
        return None

    @property
    def name(self) -> str:
        """For the history: a stable name without personal data."""
        return "guest" if self.principal.anonymous else self.principal.actor
