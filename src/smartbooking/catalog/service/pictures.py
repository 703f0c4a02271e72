"""Turns an upload nobody can be trusted with into three clean WebP pictures.

The type is read from the first bytes, never from the name or the header. Only the five raster formats below
reach the decoder, the number of pixels is checked before one is decoded, and what is stored is always encoded
anew: no metadata (EXIF, GPS, comments), no second format hidden behind the picture, no script survives.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from smartbooking.catalog.errors import ImageTooLarge, NotAnImage

if TYPE_CHECKING:
    from PIL import Image

WIDTHS: Final = (480, 960, 1600)
MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
MAX_RATIO: Final = 20
QUALITY: Final = 80
CONTENT_TYPE: Final = "image/webp"
# Decoding takes up to 250 MB and a whole core: two at a time per process.
_gate = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One size, ready to store under a key that names its content."""

    key: str
    width: int
    height: int
    content: bytes


def sniff(content: bytes) -> str | None:
    """The raster format the first bytes announce, as Pillow names it, or None."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "AVIF"
    return None


async def encode(content: bytes) -> tuple[EncodedPicture, ...]:
    """The picture in up to three widths, small to large; a small original yields fewer. Runs in a thread.

    Raises NotAnImage, ImageTooLarge.
    """
    async with _gate:
        return await asyncio.to_thread(_encode, content)


def _encode(content: bytes) -> tuple[EncodedPicture, ...]:
    from PIL import Image as Pillow
    from PIL import ImageOps, UnidentifiedImageError

    if len(content) > MAX_BYTES:
        raise ImageTooLarge(f"The file has {len(content)} bytes; at most {MAX_BYTES} are accepted.")
    if (kind := sniff(content)) is None:
        raise NotAnImage("The file does not begin like a JPEG, PNG, WebP, GIF or AVIF picture.")
    try:
        with warnings.catch_warnings():
            # Our own limit below is stricter than the one Pillow warns about.
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            with Pillow.open(io.BytesIO(content), formats=[kind]) as opened:
                _check_size(opened.width, opened.height)
                opened.load()
                upright = ImageOps.exif_transpose(opened).convert("RGBA" if _transparent(opened) else "RGB")
    except Pillow.DecompressionBombError as error:
        raise ImageTooLarge(f"At most {MAX_PIXELS} pixels are accepted.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        # What Pillow's decoders raise for broken files; none of them is our fault.
        raise NotAnImage("The picture is damaged and can not be read.") from error
    return tuple(_resized(upright, width) for width in _widths(upright.width))


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ImageTooLarge(f"The picture has {width} x {height} pixels; at most {MAX_PIXELS} are accepted.")
    if min(width, height) < 1 or max(width, height) > MAX_RATIO * min(width, height):
        raise NotAnImage(f"A picture of {width} x {height} pixels is too narrow to show.")


def _widths(original: int) -> list[int]:
    """Never enlarge: the steps below the original width, and the original itself when it is between two."""
    smaller = [width for width in WIDTHS if width < original]
    return smaller if len(smaller) == len(WIDTHS) else [*smaller, original]


def _transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _resized(image: Image.Image, width: int) -> EncodedPicture:
    from PIL import Image as Pillow

    height = max(1, round(image.height * width / image.width))
    scaled = image if width == image.width else image.resize((width, height), Pillow.Resampling.LANCZOS)
    out = io.BytesIO()
    scaled.save(out, "WEBP", quality=QUALITY, method=4)
    content = out.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    return EncodedPicture(f"images/{digest[:2]}/{digest[:40]}-{width}.webp", width, height, content)
