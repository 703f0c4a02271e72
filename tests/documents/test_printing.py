"""The PDF: every letter, every currency, both papers; judged by a program that reads it back."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime
from uuid import UUID

import pypdf
import pytest
from fontTools.ttLib import TTFont

from smartbooking.documents.domain import (
    Buyer,
    Document,
    DocumentKind,
    DocumentLine,
    Seller,
    TaxSum,
    masked,
    safe_cell,
)
from smartbooking.documents.rendering import Format, render
from smartbooking.documents.rendering.pdf import FONTS
from smartbooking.documents.rendering.words import money
from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized
from tests.documents.factory import printed

LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІі ЁёЙйЪъ ЎўҒғҲҳ ₸ № « » – − ABCabc"


def make_document(*, minor: int = 58_000_00, currency: str = "KZT", rows: int = 1, **facts: object) -> Document:
    total = Money(minor, currency)
    line = DocumentLine(
        name=Localized({"kk": f"Бөлме {LETTERS}", "ru": f"Номер {LETTERS}", "en": f"Room {LETTERS}"}),
        starts=datetime(2026, 12, 1, 14, tzinfo=UTC), ends=datetime(2026, 12, 3, 12, tzinfo=UTC), nights=2,
        quantity=1, gross=total,
        tax=total.ratio(16, 116), tax_points=1600, tax_included=True,
    )  # fmt: skip
    known = {
        "id": UUID(int=7), "vendor_id": 1, "kind": DocumentKind.RECEIPT, "number": "R-2026-000007",
        "booking_id": UUID(int=8), "booking_code": "ABCDEFGH2", "cause": "test", "corrects": "",
        "issued_at": datetime(2026, 11, 21, 20, 30, tzinfo=UTC), "timezone": "Asia/Almaty", "locale": "ru",
        "total": total, "booking_total": total, "deposit": Money(0, currency), "settled_before": Money(0, currency),
        "taxes": (TaxSum(points=1600, included=True, tax=total.ratio(16, 116)),), "lines": (line,) * rows,
        "method": "sandbox", "due": None, "buyer": Buyer(name="Әсел Ғаниқызы", phone="+77015550418"),
        "seller": Seller(name="Ұлытау", legal_name="ТОО «Ұлытау»", number="960440000220", vat_id="", address="Алматы",
                         phone="+77270000000", bank_details=""),
    }  # fmt: skip
    return Document(**{**known, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize(
    ("locale", "title", "paid"),
    [
        ("kk", "Түбіртек R-2026-000007, 22.11.2026 күні", "Төленді 58 000 ₸"),
        ("ru", "Квитанция R-2026-000007 от 22.11.2026", "Оплачено 58 000 ₸"),
        ("en", "Receipt R-2026-000007 of 22.11.2026", "Paid 58,000 ₸"),
    ],
)
def test_every_letter_is_on_paper_in_three_languages(form: Format, locale: str, title: str, paid: str) -> None:
    words = printed(make_document(), locale, form)

    assert title in words
    assert paid in words
    assert " ".join(LETTERS.split()) in words
    assert "Әсел Ғаниқызы" in words


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_embedded_font_has_every_letter_we_print(weight: str) -> None:
    with TTFont(FONTS / f"Onest-{weight}.ttf") as font:
        known = set(font.getBestCmap())

    assert {letter for letter in LETTERS + "₽$€×·•“”„'\"%+/()" if ord(letter) not in known} == set()
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text()


def test_no_font_of_the_reader_is_needed() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(make_document(), locale="kk", form=Format.A4, method="")))

    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert len(fonts) == 2
    for font in fonts.values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in described


def test_the_roll_is_eighty_millimetres_wide_and_as_long_as_it_needs() -> None:
    def size(rows: int) -> tuple[float, float, int]:
        content = render(make_document(rows=rows), locale="ru", form=Format.ROLL, method="Карта")
        reader = pypdf.PdfReader(io.BytesIO(content))
        box = reader.pages[0].mediabox
        return round(float(box.width) / 72 * 25.4, 1), float(box.height), len(reader.pages)

    (width, short, pages), (_, long, _) = size(1), size(20)
    assert (width, pages) == (80.0, 1)
    assert long > 2 * short


def test_a_long_paper_goes_on_on_the_next_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(make_document(rows=60), locale="ru", form=Format.A4, method="")))

    assert len(reader.pages) > 1
    assert f"Стр. {len(reader.pages)}" in reader.pages[-1].extract_text()


def test_the_same_paper_is_the_same_file() -> None:
    digests = {
        hashlib.sha256(render(make_document(), locale="ru", form=Format.A4, method="Карта")).hexdigest()
        for _ in range(3)
    }
    assert len(digests) == 1


def test_a_pay_by_date_and_a_rupee_sign_are_printed() -> None:
    words = printed(make_document(minor=123_45, currency="INR", kind=DocumentKind.INVOICE, due=date(2026, 12, 1)), "en")

    assert "Pay by 01.12.2026" in words
    assert "To pay 123.45 INR" in words


@pytest.mark.parametrize(
    ("minor", "currency", "ru", "en"),
    [
        (12_500_00, "KZT", "12 500 ₸", "12,500 ₸"),
        (12_500_50, "KZT", "12 500,50 ₸", "12,500.50 ₸"),
        (1_250_000_00, "UZS", "1 250 000 UZS", "1,250,000 UZS"),
        (990_00, "RUB", "990 ₽", "990 ₽"),
        (19_99, "USD", "19,99 $", "19.99 $"),
        (5_00, "EUR", "5,00 €", "5.00 €"),
        (1_234_56, "INR", "1 234,56 INR", "1,234.56 INR"),
        (12_345, "JPY", "12 345 JPY", "12,345 JPY"),
        (12_345, "KWD", "12,345 KWD", "12.345 KWD"),
        (-100_00, "KZT", "−100 ₸", "−100 ₸"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(minor: int, currency: str, ru: str, en: str) -> None:
    assert money(Money(minor, currency), "ru").replace("\u00a0", " ") == ru
    assert money(Money(minor, currency), "en").replace("\u00a0", " ") == en


def test_what_stays_of_a_person_are_her_initials() -> None:
    assert masked(Buyer(name="Әсел  Ғаниқызы Өтеген", phone="+7701", number="900101300017")) == Buyer(
        name="Ә. Ғ. Ө.", erased=True
    )


@pytest.mark.parametrize("text", ["=1+1", "+7701", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_compute_is_kept_as_text(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert safe_cell("Айгерім = 5") == "Айгерім = 5"
