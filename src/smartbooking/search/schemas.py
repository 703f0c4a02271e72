"""Shapes of search on the wire: exactly S1.63, with more fields beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from smartbooking.infra.http.wire import Amount, Instant, Wire
from smartbooking.search.domain.criteria import Asked


class SearchParams(BaseModel):
    """The query string. Unknown parameters are ignored: links carry tracking marks."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")

    type: str | None = Field(None, description="hotel, appointment or event", examples=["hotel"])
    vertical: str | None = Field(None, description="Code of a vertical, see /api/v1/verticals", examples=["sauna"])
    q: str | None = Field(
        None, max_length=200, description="Words in Kazakh, Russian, English or Latin spelling; slips are put right"
    )
    location: str | None = Field(
        None, max_length=200, description="City (old names too), district, street or venue", examples=["Алматы"]
    )
    check_in: date | None = Field(None, description="First night; with checkOut finds offers by the night")
    check_out: date | None = Field(None, description="Day of departure")
    day: date | None = Field(None, alias="date", description="A day at the venue; finds slots and events")
    start: AwareDatetime | None = Field(None, description="Start of an exact time, with end")
    end: AwareDatetime | None = Field(None, description="End of an exact time")
    guests: int | None = Field(None, description="How many people come")
    quantity: int | None = Field(None, description="How many rooms or places")
    min_price: Decimal | None = Field(None, description="In major units")
    max_price: Decimal | None = Field(None, description="In major units")
    currency: str | None = Field(None, description="Only offers priced in this currency", examples=["KZT"])
    amenities: Annotated[list[str], Field(description="Codes; all must be there. Repeat, or separate by commas")] = []
    amenities_brackets: Annotated[list[str], Field(alias="amenities[]", description="Same as amenities")] = []
    rating: float | None = Field(None, description="At least this many stars")
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = Field(None, description="Only offers this near to lat, lon")
    bbox: str | None = Field(None, max_length=120, description="west,south,east,north in degrees")
    instant: bool = Field(False, description="Only offers confirmed at once")
    sort: str | None = Field(None, description="relevance, popularity, price, -price, rating, distance or name")
    page: int = 1
    limit: int = 20

    def asked(self) -> Asked:
        """The same for the domain."""
        codes = (code.strip() for text in (*self.amenities, *self.amenities_brackets) for code in text.split(","))
        values = {name: getattr(self, name) for name in Asked.__dataclass_fields__ if name != "amenities"}
        return Asked(**values, amenities=tuple(code for code in codes if code))


class CoordinatesOut(Wire):
    lat: float
    lon: float


class NextSlotOut(Wire):
    start: Instant
    start_local: str
    end: Instant
    price: Amount | None


class StretchOut(Wire):
    start: int
    end: int


class DayHoursOut(Wire):
    """The day asked for, in minutes after midnight at the venue: the stretches in which something is free."""

    opens: int
    closes: int
    free: list[StretchOut]


class ResultOut(Wire):
    """One card. `location` is the city in the reader's language; `ribbon` has a letter a day, `1` = nothing left."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "res_123",
                "type": "hotel",
                "name": "Grand Hotel",
                "location": "Алматы",
                "price": 150.00,
                "currency": "USD",
                "rating": 4.5,
                "available": True,
                "images": ["/api/v1/media/a1.webp"],
                "vertical": "hotel",
                "venueName": "Grand Hotel",
                "slug": "grand-hotel-standard",
                "reviewCount": 12,
                "priceUnit": "night",
                "coordinates": {"lat": 43.24, "lon": 76.92},
                "timing": "nights",
                "confirmation": "instant",
                "tz": "Asia/Almaty",
                "amenities": ["wifi"],
            }
        }
    )

    id: str
    type: str
    name: str
    location: str
    price: Amount | None
    currency: str
    rating: float
    available: bool
    images: list[str]
    vertical: str
    venue_name: str
    slug: str
    review_count: int
    price_unit: str
    coordinates: CoordinatesOut | None
    distance_km: float | None = None
    timing: str
    confirmation: str
    tz: str
    amenities: list[str]
    max_party: int | None = None
    start: Instant | None = None
    start_local: str | None = None
    end: Instant | None = None
    places_left: int | None = None
    next_slots: list[NextSlotOut] | None = None
    hours: DayHoursOut | None = None
    ribbon: str | None = None


class PaginationOut(Wire):
    """`total` is exact while `totalIsExact`; otherwise there are more than that."""

    page: int
    limit: int
    total: int
    total_is_exact: bool


class FacetOut(Wire):
    value: str
    label: str
    count: int


class PriceRangeOut(Wire):
    min: Amount
    max: Amount
    currency: str


class FacetsOut(Wire):
    """How the results divide; kinds (`vertical`) are counted as if none had been chosen."""

    vertical: list[FacetOut]
    amenities: list[FacetOut]
    city: list[FacetOut]
    price: PriceRangeOut | None


class SearchOut(Wire):
    """A page of results. `meant` is set when the words as typed found nothing and others were searched for."""

    data: list[ResultOut]
    pagination: PaginationOut
    facets: FacetsOut
    meant: str | None = None
    server_now: Instant


class SuggestionOut(Wire):
    """`kind` is city, vertical or offer; `value` is what to search for or open."""

    kind: str
    text: str
    value: str
    detail: str


class SuggestionsOut(Wire):
    suggestions: list[SuggestionOut]
