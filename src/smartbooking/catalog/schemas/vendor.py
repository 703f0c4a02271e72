"""What vendors send and see when they edit their offers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from smartbooking.catalog.domain import (
    Confirmation,
    Image,
    Kind,
    OfferStatus,
    PaymentTiming,
    Policy,
    Requirement,
    Resource,
    ResourceChanges,
    ResourceDraft,
    Service,
    ServiceChanges,
    ServiceDraft,
    Timing,
    Unit,
)
from smartbooking.catalog.schemas.fields import (
    ImageOut,
    JsonObject,
    Pagination,
    SessionShape,
    Text,
    Translations,
    Urls,
    image_out,
    localized,
)
from smartbooking.infra.http.wire import ResourceRef, ServiceRef, UnitRef, VenueRef, Wire, example
from smartbooking.kernel.period import Period
from smartbooking.kernel.problem import FieldError, Invalid

Capacity = Annotated[int, Field(ge=0, le=32_766, examples=[12])]
Party = Annotated[int, Field(ge=1, le=32_766, examples=[4])]
Position = Annotated[int, Field(ge=0, le=1_000_000)]
Version = Annotated[int, Field(ge=1, le=2_147_483_647, description="The version you have seen", examples=[1])]
ExternalRef = Annotated[str, Field(min_length=1, max_length=120)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Minutes = Annotated[int, Field(ge=0, le=44_640)]


class OfferIn(Wire):
    """What new resources and services have in common; what is left out follows the template."""

    venue_id: VenueRef
    vertical: Code = Field(examples=["hotel"])
    name: Text = Field(examples=[{"kk": "Комфорт", "ru": "Комфорт", "en": "Comfort room"}])
    description: Text = ""
    status: OfferStatus = OfferStatus.ACTIVE
    listed: bool = True
    confirmation: Confirmation | None = None
    payment_timing: PaymentTiming | None = None
    policy: Policy | None = None
    custom_policy: JsonObject | None = None
    position: Position = 0
    external_ref: ExternalRef | None = None


class ResourceIn(OfferIn):
    """A new resource."""

    model_config = example({
        "venueId": "vnu_123", "vertical": "hotel", "name": {"kk": "Комфорт нөмірі", "ru": "Номер «Комфорт»",
        "en": "Comfort room"}, "capacity": 12, "attributes": {"area_m2": 26}, "amenities": ["wifi"],
    })  # fmt: skip

    capacity: Capacity = 1
    session: SessionShape | None = None
    max_party: Party | None = None
    attributes: JsonObject = Field(default_factory=dict, examples=[{"area_m2": 26}])
    amenities: list[Code] = Field(default_factory=list, max_length=60, examples=[["wifi", "breakfast"]])
    parent_id: ResourceRef | None = None


class RequirementShape(Wire):
    """A role a service needs filled, and the resources that may fill it."""

    role: Annotated[str, Field(min_length=1, max_length=40, examples=["stylist"])]
    resource_ids: Annotated[list[ResourceRef], Field(min_length=1, max_length=200)]
    quantity: Annotated[int, Field(ge=1, le=32_766)] = 1


class ServiceIn(OfferIn):
    """A new service."""

    model_config = example({
        "venueId": "vnu_123", "vertical": "salon", "name": {"ru": "Стрижка", "en": "Haircut"},
        "durationMinutes": 45, "requirements": [{"role": "staff", "resourceIds": ["res_123"]}],
    })  # fmt: skip

    duration_minutes: Minutes = Field(examples=[45])
    pad_after_minutes: Minutes | None = None
    requirements: Annotated[list[RequirementShape], Field(min_length=1, max_length=10)]


class OfferPatch(Wire):
    """Fields left out stay; `version` (or an If-Match header) names the version you have seen."""

    version: Version | None = None
    name: Text | None = None
    description: Text | None = None
    status: OfferStatus | None = None
    listed: bool | None = None
    confirmation: Confirmation | None = None
    payment_timing: PaymentTiming | None = None
    policy: Policy | None = None
    custom_policy: JsonObject | None = None
    position: Position | None = None
    external_ref: ExternalRef | None = None


class ResourcePatch(OfferPatch):
    """Changes of a resource; its template, timing and venue stay for life."""

    model_config = example({"version": 1, "name": "Номер «Комфорт плюс»", "maxParty": 4})

    capacity: Capacity | None = None
    session: SessionShape | None = None
    max_party: Party | None = None
    attributes: JsonObject | None = None
    amenities: Annotated[list[Code], Field(max_length=60)] | None = None
    parent_id: ResourceRef | None = None


class ServicePatch(OfferPatch):
    """Changes of a service."""

    model_config = example({"version": 1, "name": "Стрижка и укладка", "durationMinutes": 60})

    duration_minutes: Minutes | None = None
    pad_after_minutes: Minutes | None = None
    requirements: Annotated[list[RequirementShape], Field(min_length=1, max_length=10)] | None = None


class OfferOut(Wire):
    """What both kinds of offers show their vendor; `version` belongs into the next PATCH."""

    venue_id: VenueRef
    vertical: str
    name: str
    description: str
    translations: Translations
    status: OfferStatus
    listed: bool
    confirmation: Confirmation
    payment_timing: PaymentTiming
    policy: Policy
    custom_policy: JsonObject | None = None
    position: int
    external_ref: str | None = None
    version: int
    images: list[ImageOut]


class ResourceOut(OfferOut):
    """A resource as its vendor sees it."""

    id: ResourceRef
    type: Kind
    timing: Timing
    capacity: int
    session: SessionShape | None = None
    max_party: int | None = None
    attributes: JsonObject
    amenities: list[str]
    parent_id: ResourceRef | None = None


class ServiceOut(OfferOut):
    """A service as its vendor sees it."""

    id: ServiceRef
    duration_minutes: int
    pad_after_minutes: int
    requirements: list[RequirementShape]


class ResourcePage(Wire):
    """A page of resources."""

    data: list[ResourceOut]
    pagination: Pagination


class ServicePage(Wire):
    """A page of services."""

    data: list[ServiceOut]
    pagination: Pagination


class UnitsIn(Wire):
    """Names of new units."""

    model_config = example({"names": ["201", "202"]})

    names: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]],
        Field(min_length=1, max_length=500, examples=[["201", "202"]]),
    ]


class UnitPatch(Wire):
    """Changes of a unit; fields left out stay."""

    model_config = example({"name": "203", "note": "Окно во двор"})

    name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    note: Annotated[str, Field(max_length=500)] | None = None
    active: bool | None = None
    position: Position | None = None


class UnitOut(Wire):
    """A named member of a resource."""

    id: UnitRef
    resource_id: ResourceRef
    name: str
    note: str
    active: bool
    position: int


class UnitList(Wire):
    """All units of a resource."""

    data: list[UnitOut]


def resource_draft(body: ResourceIn, locale: str) -> ResourceDraft:
    """The request as a draft."""
    return ResourceDraft(
        vertical=body.vertical,
        name=localized(body.name, locale),
        description=localized(body.description, locale),
        capacity=body.capacity,
        session=_period(body.session),
        max_party=body.max_party,
        attributes=body.attributes,
        amenities=tuple(body.amenities),
        status=body.status,
        listed=body.listed,
        confirmation=body.confirmation,
        payment_timing=body.payment_timing,
        policy=body.policy,
        custom_policy=body.custom_policy,
        parent_id=body.parent_id,
        position=body.position,
        external_ref=body.external_ref,
    )


def service_draft(body: ServiceIn, locale: str) -> ServiceDraft:
    """The request as a draft."""
    return ServiceDraft(
        vertical=body.vertical,
        name=localized(body.name, locale),
        description=localized(body.description, locale),
        duration_minutes=body.duration_minutes,
        pad_after_minutes=body.pad_after_minutes,
        requirements=_requirements(body.requirements),
        status=body.status,
        listed=body.listed,
        confirmation=body.confirmation,
        payment_timing=body.payment_timing,
        policy=body.policy,
        custom_policy=body.custom_policy,
        position=body.position,
        external_ref=body.external_ref,
    )


# Fields a PATCH may empty with null; null for any other field means a mistake.
_CLEARABLE = frozenset({"custom_policy", "external_ref", "session", "max_party", "parent_id"})


def resource_changes(body: ResourcePatch, locale: str) -> ResourceChanges:
    """The fields the request names, as the service takes them. Raises Invalid for a null that means nothing."""
    named = _named(body)
    changes: ResourceChanges = {**named, **_texts(body, locale)}  # type: ignore[typeddict-item]
    if "session" in named:
        changes["session"] = _period(body.session)
    if body.amenities is not None:
        changes["amenities"] = tuple(body.amenities)
    return changes


def service_changes(body: ServicePatch, locale: str) -> ServiceChanges:
    """The fields the request names, as the service takes them. Raises Invalid for a null that means nothing."""
    changes: ServiceChanges = {**_named(body), **_texts(body, locale)}  # type: ignore[typeddict-item]
    if body.requirements is not None:
        changes["requirements"] = _requirements(body.requirements)
    return changes


def _named(body: OfferPatch) -> JsonObject:
    named = {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
    fields = type(body).model_fields
    errors = [
        FieldError(f"/{fields[name].alias}", "Leave the field out, or give it a value.", "null")
        for name, value in sorted(named.items())
        if value is None and name not in _CLEARABLE
    ]
    if errors:
        raise Invalid(*errors)
    return named


def _texts(body: OfferPatch, locale: str) -> JsonObject:
    given = {"name": body.name, "description": body.description}
    return {name: localized(text, locale) for name, text in given.items() if text is not None}


def _period(session: SessionShape | None) -> Period | None:
    if session is None:
        return None
    if not session.start < session.end:
        raise Invalid(FieldError("/session/end", "Must be after the start.", "order"))
    return Period(session.start, session.end)


def _requirements(shapes: list[RequirementShape]) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(role=shape.role, resource_ids=tuple(shape.resource_ids), quantity=shape.quantity)
        for shape in shapes
    )


def resource_out(resource: Resource, images: list[Image], *, locale: str, url: Urls) -> ResourceOut:
    """A resource for its vendor."""
    session = resource.session
    return ResourceOut(
        **_offer(resource, images, locale=locale, url=url),
        id=resource.id,
        type=resource.kind,
        timing=resource.timing,
        capacity=resource.capacity,
        session=SessionShape(start=session.start, end=session.end) if session else None,
        max_party=resource.max_party,
        attributes=dict(resource.attributes),
        amenities=list(resource.amenities),
        parent_id=resource.parent_id,
    )


def service_out(service: Service, images: list[Image], *, locale: str, url: Urls) -> ServiceOut:
    """A service for its vendor."""
    return ServiceOut(
        **_offer(service, images, locale=locale, url=url),
        id=service.id,
        duration_minutes=service.duration_minutes,
        pad_after_minutes=service.pad_after_minutes,
        requirements=[
            RequirementShape(role=n.role, resource_ids=list(n.resource_ids), quantity=n.quantity)
            for n in service.requirements
        ],
    )


def _offer(offer: Resource | Service, images: list[Image], *, locale: str, url: Urls) -> JsonObject:
    return {
        "venue_id": offer.venue_id,
        "vertical": offer.vertical,
        "name": offer.name.pick(locale),
        "description": offer.description.pick(locale),
        "translations": Translations(name=dict(offer.name.texts), description=dict(offer.description.texts)),
        "status": offer.status,
        "listed": offer.listed,
        "confirmation": offer.confirmation,
        "payment_timing": offer.payment_timing,
        "policy": offer.policy,
        "custom_policy": None if offer.custom_policy is None else dict(offer.custom_policy),
        "position": offer.position,
        "external_ref": offer.external_ref,
        "version": offer.version,
        "images": [image_out(image, locale=locale, url=url) for image in images],
    }


def unit_out(unit: Unit) -> UnitOut:
    """A unit for its vendor."""
    return UnitOut(
        id=unit.id,
        resource_id=unit.resource_id,
        name=unit.name,
        note=unit.note,
        active=unit.active,
        position=unit.position,
    )
