"""What search engines, link previews and people without scripts get."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest

from tests.journeys.product import Product

pytestmark = pytest.mark.journey


def page(product: Product, path: str) -> str:
    with urllib.request.urlopen(product.url + path, timeout=20) as reply:
        return str(reply.read().decode())


def test_an_offers_page_says_what_and_where_it_is(running_product: Product) -> None:
    (row,) = running_product.rows("select id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    text = page(running_product, f"/v/anything/res_{row['id']}?lang=en")
    assert "<title>Padel court 1, Zhyly Su Baths and Courts — SmartBooking</title>" in text
    assert '<html lang="en"' in text
    canonical = re.search(r'rel="canonical" href="([^"]+)"', text)
    assert canonical is not None
    assert canonical[1].startswith(f"{running_product.url}/v/")
    assert "/anything/" not in canonical[1]
    assert re.findall(r'hreflang="([\w-]+)"', text) == ["kk", "ru", "en", "x-default"]
    structured = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert structured is not None
    facts = json.loads(structured[1])
    assert facts["@type"] == "LocalBusiness"
    assert facts["makesOffer"]["itemOffered"]["name"] == "Padel court 1"
    root = text[text.index('<div id="root">') :]
    assert "<h1>Padel court 1</h1>" in root


def test_a_private_page_is_not_indexed_and_a_strange_one_is_still_the_app(running_product: Product) -> None:
    assert '<meta name="robots" content="noindex">' in page(running_product, "/m/bkg_1?token=x")
    assert '<div id="root">' in page(running_product, "/v/x/res_999999999")


def test_text_of_a_business_cannot_leave_its_place(running_product: Product) -> None:
    (row,) = running_product.rows("select id, description from catalog.resource where name ->> 'en' = 'Padel court 2'")
    evil = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>'
    running_product.change(
        "update catalog.resource set description = jsonb_build_object('ru', $2::text) where id = $1", row["id"], evil
    )
    text = page(running_product, f"/v/x/res_{row['id']}?lang=ru")
    running_product.change(
        "update catalog.resource set description = $2::jsonb where id = $1", row["id"], row["description"]
    )
    assert "<script>alert" not in text
    assert "<img" not in text
