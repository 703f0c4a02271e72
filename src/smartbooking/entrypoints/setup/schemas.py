"""What the wizard sends and sees."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from smartbooking.entrypoints.setup.opening import Opened
from smartbooking.infra.http.wire import Amount, BookingRef, Instant, VendorRef, VenueRef, Wire, amount, example
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import VendorRole
from smartbooking.pricing.schemas.fields import OfferRef

Name = Annotated[str, StringConstraints(min_length=1, max_length=120), Field(examples=["Салон «Айна»"])]
City = Annotated[str, StringConstraints(max_length=120), Field(examples=["Алматы"])]


class SetupIn(Wire):
    """The only answers that can not be guessed: what kind of business it is, and its name."""

    model_config = example({"vertical": "salon", "name": "Салон «Айна»", "phone": "+7 701 555 04 18"})

    vertical: Annotated[str, StringConstraints(min_length=1, max_length=40), Field(examples=["salon"])]
    name: Name
    city: City = ""
    phone: Annotated[str, StringConstraints(max_length=40)] | None = None


class SetupOffer(Wire):
    """Something the new business sells, with the price it starts from."""

    offer_id: OfferRef
    name: str
    price: Amount
    currency: str


class SetupOut(Wire):
    """The new business. It can be booked at `path` from this moment on."""

    vendor_id: VendorRef
    venue_id: VenueRef
    slug: str
    path: str = Field(examples=["/at/salon-aina"])
    offers: list[SetupOffer]

    @classmethod
    def of(cls, opened: Opened, locale: str) -> SetupOut:
        currency = opened.provisioned.vertical.currency
        rows = [
            (public_id("srv", service.id), service.name, row.price_minor)
            for service, row in opened.provisioned.services
        ] + [
            (public_id("res", resource.id), resource.name, row.price_minor)
            for resource, row in opened.provisioned.resources
            if row.price_minor is not None
        ]
        return cls(
            vendor_id=opened.vendor.id,
            venue_id=opened.venue.id,
            slug=opened.vendor.slug,
            path=f"/at/{opened.vendor.slug}",
            offers=[
                SetupOffer(
                    offer_id=offer_id, name=name.pick(locale), price=amount(Money(minor, currency)), currency=currency
                )
                for offer_id, name, minor in rows
            ],
        )


class TestBooking(Wire):
    """A booking of the owner's own, marked as a test; it goes by itself."""

    booking_id: BookingRef
    code: str
    name: str
    start_local: str
    end_local: str
    tz: str
    removed_at: Instant


class InvitationIn(Wire):
    """Whom to invite, and as what."""

    model_config = example({"contact": "8 701 123 45 67", "role": "manager"})

    contact: Annotated[str, StringConstraints(min_length=3, max_length=254), Field(examples=["8 701 123 45 67"])]
    role: VendorRole


class InvitationOut(Wire):
    """`joined`: the person had an account and works here now. Otherwise `token` belongs into a link to `/b/join`."""

    contact: str
    role: VendorRole
    joined: bool
    token: str | None = None
    expires_at: Instant | None = None


class AcceptIn(Wire):
    """The token of an invitation."""

    model_config = example({"token": "eyJwIjp7fX0.c2ln"})

    token: Annotated[str, StringConstraints(min_length=8, max_length=2_000)]


class AcceptOut(Wire):
    """Where one works from now on."""

    vendor_id: VendorRef
    role: VendorRole


class CapabilityOut(Wire):
    """One thing people do in a business, and the least role that may."""

    code: str = Field(examples=["change_prices"])
    least: Literal["staff", "manager", "owner"]


class RolesOut(Wire):
    """Roles from the most to the least; each may do all that those after it may."""

    roles: list[VendorRole]
    capabilities: list[CapabilityOut]
