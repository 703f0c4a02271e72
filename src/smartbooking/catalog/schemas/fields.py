"""Shapes several catalog addresses share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from smartbooking.catalog.domain import Image
from smartbooking.infra.http.wire import ImageRef, Instant, Wire, example
from smartbooking.kernel.text import Localized

Urls = Callable[[str], str]
"""Storage key to address."""


class Texts(Wire):
    """One text in up to three languages."""

    kk: Annotated[str | None, Field(max_length=5_000)] = None
    ru: Annotated[str | None, Field(max_length=5_000)] = None
    en: Annotated[str | None, Field(max_length=5_000)] = None


Text = Annotated[str, Field(max_length=5_000)] | Texts
"""A plain string is taken in the language of the request."""


class Translations(Wire):
    """The texts of an offer as the vendor wrote them."""

    name: dict[str, str]
    description: dict[str, str]


class SessionShape(Wire):
    """When a timed event begins and ends."""

    start: Instant
    end: Instant


class ImageOut(Wire):
    """A picture: `url` is the largest size, `sizes` list all, small to large."""

    id: ImageRef
    url: str = Field(examples=["/api/v1/media/images/ab/ab12cd-1600.webp"])
    width: int = Field(examples=[1600])
    height: int = Field(examples=[1067])
    alt: str
    sizes: list[ImageSize]


class ImageSize(Wire):
    """One stored size of a picture."""

    url: str
    width: int
    height: int


class ImagePlace(Wire):
    """A picture and what it shows, in up to three languages or in the language of the request."""

    id: ImageRef
    alt: Text = ""


class ImagesIn(Wire):
    """Every picture of the offer, in the order to show."""

    model_config = example({"images": []})

    images: list[ImagePlace] = Field(max_length=60)


class ImagesOut(Wire):
    """The pictures of an offer in display order."""

    data: list[ImageOut]


class Pagination(Wire):
    """Which part of the list this is."""

    page: int = Field(examples=[1])
    limit: int = Field(examples=[20])
    total: int = Field(examples=[3])


def localized(text: Text, locale: str) -> Localized:
    """The text as written, empty languages left out."""
    if isinstance(text, str):
        return Localized({locale: text} if text else {})
    return Localized({language: words for language, words in text.model_dump().items() if words})


def image_out(image: Image, *, locale: str, url: Urls) -> ImageOut:
    """A picture with its addresses."""
    largest = image.variants[-1]
    return ImageOut(
        id=image.id,
        url=url(largest.key),
        width=largest.width,
        height=largest.height,
        alt=image.alt.pick(locale),
        sizes=[ImageSize(url=url(v.key), width=v.width, height=v.height) for v in image.variants],
    )


JsonObject = dict[str, Any]  # Any: JSON that a schema of data checks, not a type
