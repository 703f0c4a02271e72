"""What is printed, in kk, ru and en; amounts and dates as people here write them.

The Kazakh texts await a native speaker's review.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from smartbooking.documents.domain import DocumentKind, DocumentLine, TaxSum
from smartbooking.kernel.money import Money, exponent
from smartbooking.kernel.text import LOCALES

_SPACE: Final = "\u00a0"
_SYMBOLS: Final = {"KZT": "₸", "RUB": "₽", "USD": "$", "EUR": "€"}
# Whole amounts of these are shown without decimals, as in every shop (MARKET M20).
_WHOLE: Final = frozenset({"KZT", "UZS", "RUB"})
_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "receipt": ("Түбіртек", "Квитанция", "Receipt"),
    "invoice": ("Төлем шоты", "Счёт на оплату", "Invoice"),
    "credit_note": ("Қайтару шоты", "Кредит-нота (возврат)", "Credit note"),
    "of": ("күні", "от", "of"),
    "seller": ("Сатушы", "Продавец", "Seller"),
    "buyer": ("Сатып алушы", "Покупатель", "Buyer"),
    "number": ("БСН/ЖСН", "БИН/ИИН", "Business no."),
    "vat_id": ("ҚҚС бойынша куәлік", "Свидетельство по НДС", "VAT id"),
    "phone": ("Телефон", "Телефон", "Phone"),
    "bank": ("Банк деректемелері", "Банковские реквизиты", "Bank details"),
    "booking": ("Брондау", "Бронирование", "Booking"),
    "corrects": ("Негізгі құжат", "К документу", "Corrects"),
    "due": ("Төлеу мерзімі", "Оплатить до", "Pay by"),
    "item": ("Атауы", "Наименование", "Description"),
    "quantity": ("Саны", "Кол-во", "Qty"),
    "tax": ("ҚҚС", "НДС", "VAT"),
    "sum": ("Сомасы", "Сумма", "Amount"),
    "nights": ("түн: {n}", "ночей: {n}", "nights: {n}"),
    "booking_total": ("Брондау құны", "Стоимость бронирования", "Booking total"),
    "deposit": ("Қайтарылатын кепіл", "Возвратный залог", "Refundable deposit"),
    "before": ("Бұрын төленген", "Оплачено ранее", "Paid before"),
    "before_back": ("Бұрын қайтарылған", "Возвращено ранее", "Refunded before"),
    "total_receipt": ("Төленді", "Оплачено", "Paid"),
    "total_invoice": ("Төлеуге", "К оплате", "To pay"),
    "total_credit_note": ("Қайтарылды", "Возвращено", "Refunded"),
    "tax_included": ("оның ішінде ҚҚС {rate}", "в том числе НДС {rate}", "including VAT {rate}"),
    "no_tax": ("ҚҚС-сыз", "Без НДС", "No VAT"),
    "method": ("Төлем тәсілі", "Способ оплаты", "Paid by"),
    "not_fiscal": (
        "Бұл құжат фискалдық чек емес",
        "Документ не является фискальным чеком",
        "This is not a fiscal receipt",
    ),
    "page": ("{n}-бет", "Стр. {n}", "Page {n}"),
}


def word(name: str, locale: str) -> str:
    """A printed word."""
    return _WORDS[name][LOCALES.index(locale) if locale in LOCALES else 1]


def title(kind: DocumentKind, number: str, issued: datetime, locale: str) -> str:
    """`Счёт на оплату I-2026-000017 от 21.11.2026`; in Kazakh the date's word follows it."""
    day, name, of = f"{issued:%d.%m.%Y}", word(kind.value, locale), word("of", locale)
    return f"{name} {number}, {day} {of}" if locale == "kk" else f"{name} {number} {of} {day}"


def money(amount: Money, locale: str) -> str:
    """`12 500 ₸`, `1 234,50 USD`: spaces that do not break, the currency's own decimals."""
    digits = exponent(amount.currency)
    sign, minor = ("−" if amount.minor < 0 else ""), abs(amount.minor)
    whole, rest = divmod(minor, 10**digits)
    shown = f"{whole:,}".replace(",", "," if locale == "en" else _SPACE)
    if digits and (rest or amount.currency not in _WHOLE):
        shown += ("." if locale == "en" else ",") + f"{rest:0{digits}d}"
    return f"{sign}{shown}{_SPACE}{_SYMBOLS.get(amount.currency, amount.currency)}"


def rate(points: int, locale: str) -> str:
    """`16 %`, `7,5 %`."""
    text = f"{points / 100:g}"
    return (text if locale == "en" else text.replace(".", ",")) + f"{_SPACE}%"


def when(line: DocumentLine, locale: str) -> str:
    """Dates of a stay, or the day and hours of a visit."""
    if line.nights:
        nights = word("nights", locale).format(n=line.nights)
        return f"{line.starts:%d.%m.%Y} – {line.ends:%d.%m.%Y}, {nights}"
    if line.starts.date() == line.ends.date():
        return f"{line.starts:%d.%m.%Y %H:%M}–{line.ends:%H:%M}"
    return f"{line.starts:%d.%m.%Y %H:%M} – {line.ends:%d.%m.%Y %H:%M}"


def tax_text(tax: TaxSum, locale: str) -> str:
    """`в том числе НДС 16 %`. Added tax is in the total, too, so the same words hold."""
    return word("tax_included", locale).format(rate=rate(tax.points, locale))
