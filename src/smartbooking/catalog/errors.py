"""Anticipated failures of the catalog."""

from __future__ import annotations

from smartbooking.kernel import problem
from smartbooking.kernel.problem import Conflict, Problem


class CapacityInUse(Conflict):
    """More places are already booked on some future day than the new capacity would leave.

    Move or cancel those bookings first, or close the resource with a block; then lower the capacity.
    """

    slug = "capacity-in-use"
    title = "More places are booked than the new capacity leaves"


class UnknownVertical(Problem):
    """No template with that code exists. `GET /api/v1/verticals` lists the known ones."""

    slug = "unknown-vertical"
    title = "There is no such template"
    status = 422


class NameTaken(Conflict):
    """Another unit of the same resource already carries that name. Choose another one."""

    slug = "name-taken"
    title = "That name is already used here"


class ExternalReferenceTaken(problem.ExternalReferenceTaken):
    """The vendor already has an offer with that reference in the other system. Update that one instead."""


class NotAnImage(Problem):
    """The upload is not a picture of a kind we take. Send JPEG, PNG, WebP, GIF or AVIF; not SVG or PDF."""

    slug = "not-an-image"
    title = "That file is not a picture we can use"
    status = 422


class ImageTooLarge(Problem):
    """The picture has too many bytes or pixels. Send at most 10 MB and 50 megapixels."""

    slug = "image-too-large"
    title = "That picture is too large"
    status = 413


class TooManyImages(Conflict):
    """The offer already has as many pictures as it may have. Remove one first."""

    slug = "too-many-images"
    title = "No more pictures fit here"


class NotReadyToPublish(Conflict):
    """The law of the venue's country asks for facts that are missing before the offer may be listed.

    `missing` names the attributes (JSON Pointers). Fill them in, or keep the offer unlisted.
    """

    slug = "not-ready-to-publish"
    title = "Something is missing before this may be listed"
