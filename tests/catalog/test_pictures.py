"""Uploads: what is let in, what is left of it, and what is refused."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from smartbooking.catalog.errors import ImageTooLarge, NotAnImage
from smartbooking.catalog.service import pictures
from tests.catalog.pictures import make_picture, png_bomb


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
async def test_every_accepted_format_becomes_webp_in_three_widths(kind: str) -> None:
    sizes = await pictures.encode(make_picture(kind, width=2000, height=1000))

    assert [(size.width, size.height) for size in sizes] == [(480, 240), (960, 480), (1600, 800)]
    assert {Image.open(io.BytesIO(size.content)).format for size in sizes} == {"WEBP"}
    assert all(size.key.endswith(f"-{size.width}.webp") for size in sizes)


async def test_small_pictures_are_never_enlarged() -> None:
    sizes = await pictures.encode(make_picture(width=700, height=500))

    assert [(size.width, size.height) for size in sizes] == [(480, 343), (700, 500)]


async def test_metadata_is_gone_but_the_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010E] = "taken at home, 43.238 76.945"
    exif.get_ifd(0x8825)[1] = "N"

    sizes = await pictures.encode(make_picture(width=800, height=400, exif=exif.tobytes()))

    stored = Image.open(io.BytesIO(sizes[-1].content))
    assert stored.size == (400, 800)
    assert dict(stored.getexif()) == {}
    assert b"taken at home" not in sizes[-1].content
    assert b"EXIF" not in sizes[-1].content


async def test_a_picture_with_a_script_behind_it_leaves_without_the_script() -> None:
    payload = b"<script>alert(1)</script><?php system($_GET['c']); ?>"
    polyglot = make_picture("GIF", width=600, height=400) + payload

    sizes = await pictures.encode(polyglot)

    assert all(b"script" not in size.content and b"php" not in size.content for size in sizes)


async def test_the_same_picture_gets_the_same_keys() -> None:
    first, second = [await pictures.encode(make_picture()) for _ in range(2)]

    assert [size.key for size in first] == [size.key for size in second]


async def test_2500_megapixels_in_a_few_bytes_are_refused_before_decoding() -> None:
    bomb = png_bomb()
    assert len(bomb) < 2_000

    with pytest.raises(ImageTooLarge):
        await pictures.encode(bomb)


async def test_more_pixels_than_the_limit_are_refused_even_below_the_bomb_threshold() -> None:
    with pytest.raises(ImageTooLarge, match="8000 x 7000"):
        await pictures.encode(png_bomb(8_000, 7_000))


async def test_more_bytes_than_the_limit_are_refused() -> None:
    with pytest.raises(ImageTooLarge, match="at most 10485760"):
        await pictures.encode(b"\xff\xd8\xff" + b"\0" * pictures.MAX_BYTES)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.7 ...",
        b"GIF89a<script>alert(1)</script>",
        b"MZ\x90\x00",
        b"BM" + b"\0" * 200,
        b"II*\x00" + b"\0" * 200,
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        b"\xff\xd8\xff\xe0" + b"\0" * 64,
    ],
    ids=["empty", "svg", "xml", "pdf", "fake_gif", "exe", "bmp", "tiff", "wave", "broken_png", "broken_jpeg"],
)
async def test_what_is_not_a_picture_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(NotAnImage):
        await pictures.encode(content)


async def test_a_picture_cut_short_is_refused() -> None:
    whole = make_picture("PNG", width=900, height=600)

    with pytest.raises(NotAnImage):
        await pictures.encode(whole[: len(whole) // 2])


async def test_a_line_is_not_a_picture() -> None:
    with pytest.raises(NotAnImage, match="too narrow"):
        await pictures.encode(make_picture("PNG", width=2_000, height=10))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
async def test_random_damage_never_gets_past_the_two_refusals(data: st.DataObject) -> None:
    original = data.draw(st.sampled_from([make_picture(kind, width=64, height=64) for kind in ("PNG", "GIF", "JPEG")]))
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))

    with contextlib.suppress(NotAnImage, ImageTooLarge):
        sizes = await pictures.encode(bytes(damaged))
        assert all(Image.open(io.BytesIO(size.content)).format == "WEBP" for size in sizes)
