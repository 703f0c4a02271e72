"""Vendors, their history and their people on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from smartbooking.identity.service import Member
from smartbooking.infra.http.wire import Instant, UserRef, VendorRef, Wire, example
from smartbooking.infra.http.zones import OffsetSince
from smartbooking.kernel.page import Page
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.vendors.domain import TRANSITIONS, Decision, Vendor, VendorStatus, Verb, allowed_verbs, shown_number
from smartbooking.vendors.schemas.parts import (
    Country,
    Currency,
    Email,
    Line,
    Pagination,
    Phone,
    Prose,
    Proses,
    TimeZone,
    Title,
    Titles,
    Version,
    localized,
)

Vertical = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
Website = Annotated[
    str, StringConstraints(pattern=r"^https?://[^\s\"<>]{3,290}$"), Field(examples=["https://example.com"])
]
BusinessNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z -]{0,30}$"), Field(examples=["971240001315"])]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=1_000), Field(examples=["The address was checked"])]
ExternalRef = Annotated[str, StringConstraints(min_length=1, max_length=120), Field(examples=["pms:4711"])]


class NewVendor(Wire):
    """A business to be. Only the name is needed at first; `submit` says what else is."""

    model_config = example(
        {
            "name": {"ru": "Баня на Абая", "en": "Banya on Abay"},
            "legalName": "ТОО «Баня»",
            "phone": "8 727 250 12 34",
            "vertical": "sauna",
        }
    )

    name: Title | Titles
    description: Prose | Proses | None = None
    vertical: Vertical | None = None
    country: Country = "KZ"
    currency: Currency = "KZT"
    tz: TimeZone = "Asia/Almaty"
    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None
    legal_name: Line | None = None
    business_number: BusinessNumber | None = Field(default=None, description="БИН or ИИН in Kazakhstan")
    external_ref: ExternalRef | None = None

    def facts(self, locale: str) -> dict[str, Any]:  # Any: facts of several types, named as in create_vendor
        return _facts(self.model_dump(), locale)


class VendorChange(Wire):
    """Facts to change; what is left out stays, null empties it."""

    model_config = example({"version": 1, "description": {"ru": "Русская парная, чан и веранда."}})

    version: Version
    name: Title | Titles | None = None
    description: Prose | Proses | None = None
    vertical: Vertical | None = None
    tz: TimeZone | None = None
    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None
    legal_name: Line | None = None
    business_number: BusinessNumber | None = None
    open_by_link: bool | None = Field(None, description="Whether people with the link may book before verification")

    def facts(self, locale: str) -> dict[str, Any]:  # Any: as above
        return _facts(self.model_dump(exclude_unset=True, exclude={"version"}), locale)


def _facts(sent: dict[str, Any], locale: str) -> dict[str, Any]:
    for name in ("name", "description"):
        if name in sent:
            sent[name] = localized(sent[name], locale)
    if "tz" in sent:
        sent["timezone"] = sent.pop("tz")
    return sent


class Step(Wire):
    """Why the step is taken; the owner reads it."""

    model_config = example({"reason": "The address was checked"})

    reason: Reason


class Submission(Wire):
    """A word to the operators, if any."""

    model_config = example({"reason": "Ready to open on Monday"})

    reason: Annotated[str, StringConstraints(max_length=1_000)] = ""


class VendorTexts(Wire):
    """Every language there is."""

    name: dict[str, str]
    description: dict[str, str]


class VendorView(Wire):
    """A business. The second half is there only for its own people and the operators."""

    id: VendorRef
    slug: Annotated[str, Field(examples=["bania-na-abaia"])]
    name: str
    description: str
    vertical: str | None = None
    country: str
    currency: str
    tz: str
    offsets: Annotated[
        list[OffsetSince] | None, Field(description="Of its clocks, the latest last; when one business is read")
    ] = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    listed: Annotated[bool, Field(description="Whether everybody can find it")]
    status: VendorStatus | None = None
    allowed_steps: list[Verb] | None = None
    open_by_link: bool | None = None
    legal_name: str | None = None
    business_number: Annotated[str | None, Field(description="A person's number shows its last digits only")] = None
    external_ref: str | None = None
    translations: VendorTexts | None = None
    your_role: VendorRole | None = None
    version: int | None = None
    created_at: Instant | None = None
    updated_at: Instant | None = None

    @classmethod
    def of(cls, vendor: Vendor, *, locale: str, principal: Principal) -> VendorView:
        """What this caller may see of it."""
        public = cls(
            id=vendor.id, slug=vendor.slug, name=vendor.name.pick(locale), description=vendor.description.pick(locale),
            vertical=vendor.vertical, country=vendor.country, currency=vendor.currency, tz=vendor.timezone,
            phone=vendor.phone, email=vendor.email, website=vendor.website, listed=vendor.listed,
        )  # fmt: skip
        if not (principal.operator or principal.works_for(vendor.id)):
            return public
        number = vendor.business_number
        return public.model_copy(
            update={
                "status": vendor.status,
                "allowed_steps": [
                    verb for verb in allowed_verbs(vendor.status) if TRANSITIONS[verb].by_operator <= principal.operator
                ],
                "open_by_link": vendor.open_by_link,
                "legal_name": vendor.legal_name,
                "business_number": shown_number(number) if number else None,
                "external_ref": vendor.external_ref,
                "translations": VendorTexts(name=dict(vendor.name.texts), description=dict(vendor.description.texts)),
                "your_role": principal.memberships.get(vendor.id),
                "version": vendor.version,
                "created_at": vendor.created_at,
                "updated_at": vendor.updated_at,
            }
        )


class VendorPage(Wire):
    """Businesses, newest first."""

    data: list[VendorView]
    pagination: Pagination

    @classmethod
    def of(cls, found: Page[Vendor], *, locale: str, principal: Principal) -> VendorPage:
        return cls(
            data=[VendorView.of(vendor, locale=locale, principal=principal) for vendor in found.rows],
            pagination=Pagination(page=found.page, limit=found.limit, total=found.total),
        )


class DecisionView(Wire):
    """One step of the onboarding. `actor` names the person, for operators only."""

    step: Verb
    from_status: VendorStatus
    to_status: VendorStatus
    reason: str
    by: Literal["platform", "business"]
    actor: str | None = None
    at: Instant


class DecisionList(Wire):
    """The history of a business, newest first."""

    data: list[DecisionView]

    @classmethod
    def of(cls, history: Iterable[Decision], *, principal: Principal) -> DecisionList:
        return cls(
            data=[
                DecisionView(
                    step=one.verb, from_status=one.from_status, to_status=one.to_status, reason=one.reason, at=one.at,
                    by="platform" if TRANSITIONS[one.verb].by_operator else "business",
                    actor=one.by if principal.operator else None,
                )
                for one in history
            ]
        )  # fmt: skip


class NewStaff(Wire):
    """Who shall work here, by the e-mail or phone of their account."""

    model_config = example({"contact": "aigerim@example.com", "role": "staff"})

    contact: Annotated[str, StringConstraints(min_length=1, max_length=254), Field(examples=["8 701 123 45 67"])]
    role: VendorRole


class StaffView(Wire):
    """A colleague. Contacts are shown to managers and owners."""

    user_id: UserRef
    name: str
    role: VendorRole
    email: str | None = None
    phone: str | None = None
    since: Instant

    @classmethod
    def of(cls, member: Member, *, with_contacts: bool) -> StaffView:
        return cls(
            user_id=member.membership.user_id, name=member.name, role=member.membership.role,
            email=member.email if with_contacts else None, phone=member.phone if with_contacts else None,
            since=member.membership.granted_at,
        )  # fmt: skip


class StaffList(Wire):
    """Colleagues, owners first."""

    data: list[StaffView]

    @classmethod
    def of(cls, members: Iterable[Member], *, with_contacts: bool) -> StaffList:
        return cls(data=[StaffView.of(member, with_contacts=with_contacts) for member in members])
