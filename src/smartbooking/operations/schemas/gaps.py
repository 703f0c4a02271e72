"""What businesses lack, on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from smartbooking.infra.http.wire import VendorRef, Wire
from smartbooking.vendors.domain import VendorStatus


class GapsView(Wire):
    """One business: of its listed offers, how many lack what."""

    vendor_id: VendorRef
    name: str
    status: VendorStatus
    offers: Annotated[int, Field(description="Listed offers people can look at")]
    photos: Annotated[int, Field(description="Without a picture")]
    descriptions: Annotated[int, Field(description="Without a description in any language")]
    kk: Annotated[int, Field(description="Without a name in Kazakh")]
    ru: Annotated[int, Field(description="Without a name in Russian")]
    en: Annotated[int, Field(description="Without a name in English")]
    points: Annotated[int, Field(description="Places without a point on the map")]
    hours: Annotated[
        int, Field(description="Bookable by the usual hours of its kind: nobody said its own or those of the place")
    ]
    prices: Annotated[int, Field(description="Not free, and without a price")]


class GapsList(Wire):
    """In the order of their numbers."""

    data: list[GapsView]
    next_after: Annotated[VendorRef | None, Field(description="`after` of the next page; absent on the last")] = None
