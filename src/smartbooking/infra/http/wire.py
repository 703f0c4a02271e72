"""Shapes on the wire: camelCase, strict, ids with prefixes, money as numbers, instants in UTC with a Z."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel
from starlette.convertors import Convertor, register_url_convertor

from smartbooking.kernel.ids import MAX_BIGINT, MalformedId, is_sale, parse_number, parse_uuid, public_id
from smartbooking.kernel.money import Money


class Wire(BaseModel):
    """Parent of every request and response: camelCase outside, unknown fields refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        str_strip_whitespace=True,
        from_attributes=True,
    )


# Days that calendars are drawn around: arithmetic with them never leaves what a date can say.
CalendarDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


def _with_its_time(value: Any) -> Any:
    """Text with a time is a moment, also at midnight, which pydantic would read as a mere date."""
    if isinstance(value, str) and len(value) > len("2026-12-01"):
        with suppress(ValueError):
            return datetime.fromisoformat(value)
    return value


# A date for nights, a moment for everything else: as wall time of the venue or as an instant, or only as an instant.
DateOrTime = Annotated[date | datetime, BeforeValidator(_with_its_time)]
DateOrInstant = Annotated[date | AwareDatetime, BeforeValidator(_with_its_time), Field(examples=["2026-12-01"])]


def example(request: dict[str, Any]) -> ConfigDict:  # Any: JSON
    """`model_config` of a request's shape: the request that the documentation shows and the contract tests send."""
    return ConfigDict(json_schema_extra={"examples": [request]})


def _read(parse: Callable[[str], Any], value: Any) -> Any:
    if isinstance(value, int) and not 0 <= value <= MAX_BIGINT:
        raise ValueError("no such id is possible")
    if not isinstance(value, str):
        return value  # already a key, inside the server
    try:
        return parse(value)
    except MalformedId as error:
        raise ValueError(str(error)) from error


def _number(prefix: str) -> tuple[Any, ...]:
    schema = {"type": "string", "pattern": f"^{prefix}_[0-9]{{1,18}}$", "examples": [f"{prefix}_123"]}
    return (
        BeforeValidator(partial(_read, partial(parse_number, prefix))),
        PlainSerializer(partial(public_id, prefix), return_type=str),
        WithJsonSchema(schema),
    )


def _uuid(prefix: str) -> tuple[Any, ...]:
    example = f"{prefix}_01M7YHFMK6EXSVJKDHAQ5QAGFG"
    schema = {"type": "string", "pattern": f"^{prefix}_[0-7][0-9A-HJKMNP-TV-Z]{{25}}$", "examples": [example]}
    return (
        BeforeValidator(partial(_read, partial(parse_uuid, prefix))),
        PlainSerializer(partial(public_id, prefix), return_type=str),
        WithJsonSchema(schema),
    )


class _PublicId(Convertor[str]):
    """`{id:public_id}` in an address matches `res_123` only, so that /resources/search is another address."""

    regex = "[a-z]{3}_[0-9]{1,19}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("public_id", _PublicId())

VendorRef = Annotated[int, *_number("ven")]
VenueRef = Annotated[int, *_number("vnu")]
ResourceRef = Annotated[int, *_number("res")]
ServiceRef = Annotated[int, *_number("srv")]
UnitRef = Annotated[int, *_number("unt")]
ImageRef = Annotated[int, *_number("img")]
CaseRef = Annotated[int, *_number("pca")]
RuleRef = Annotated[int, *_number("rul")]
UserRef = Annotated[UUID, *_uuid("usr")]
BookingRef = Annotated[UUID, *_uuid("bkg")]
SaleRef = Annotated[UUID, *_uuid("sal")]
IntentRef = Annotated[UUID, *_uuid("pay")]
PayoutRef = Annotated[UUID, *_uuid("pyt")]
DocumentRef = Annotated[UUID, *_uuid("doc")]
SavedCardRef = Annotated[UUID, *_uuid("crd")]
RefundRef = Annotated[UUID, *_uuid("ref")]
SupportRef = Annotated[UUID, *_uuid("sup")]
ClaimRef = Annotated[UUID, *_uuid("clm")]
ClientRef = Annotated[UUID, *_uuid("cli")]
ImportRef = Annotated[UUID, *_uuid("imp")]
ValueRef = Annotated[UUID, *_uuid("val")]
ActingRef = Annotated[UUID, *_uuid("act")]
PlanRef = Annotated[UUID, *_uuid("pln")]
MembershipRef = Annotated[UUID, *_uuid("mbr")]
PassRef = Annotated[UUID, *_uuid("pas")]
PassPlanRef = Annotated[UUID, *_uuid("ppl")]
CancellationRef = Annotated[UUID, *_uuid("cxl")]


def split_paid_for(key: UUID | None) -> dict[str, UUID | None]:
    """What a payment is for, in the two fields it has on the wire: `bookingId` or `saleId`."""
    sale = key is not None and is_sale(key)
    return {"booking_id": None if sale else key, "sale_id": key if sale else None}


def iso_z(instant: datetime) -> str:
    """`2025-11-05T10:30:00Z`, with milliseconds only when there are any."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds" if utc.microsecond >= 1000 else "seconds") + "Z"


Instant = Annotated[AwareDatetime, PlainSerializer(iso_z, return_type=str)]
Amount = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""Major units with the currency's decimals, a JSON number outside."""

LANGUAGE_DESCRIPTION: Final = "Language of names and texts: kk, ru or en"


def amount(money: Money) -> Decimal:
    """Money as the number that stands on the wire beside `currency`."""
    return money.major


def local_text(instant: datetime, zone: str) -> str:
    """Wall time of the venue without offset: `2026-11-21T17:00`; clients print it and never convert."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")


def offset_text(instant: datetime, zone: str) -> str:
    """Offset of the zone at that instant: `+05:00`."""
    text = instant.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"{text[:3]}:{text[3:5]}"
