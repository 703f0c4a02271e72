"""Words for lines of a quote and for policies in kk, ru and en; numbers stand apart from suffixes.

The Kazakh texts await a native speaker's review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from smartbooking.kernel.text import FALLBACKS, LOCALES, Localized
from smartbooking.pricing.domain.policies import Deadline, FeeRule, FloorKind, FrozenPolicy
from smartbooking.pricing.domain.quote import QuoteLine

_Words = Mapping[str, tuple[str, str, str]]  # kk, ru, en

_LABELS: Final[_Words] = {
    "night": ("Тұру, түн: {units}", "Проживание, ночей: {units}", "Stay, nights: {units}"),
    "hour": ("Уақыт, сағат: {units}", "Время, часов: {units}", "Time, hours: {units}"),
    "day": ("Тәулік: {units}", "Сутки: {units}", "Days: {units}"),
    "slot": ("Қызмет", "Услуга", "Service"),
    "session": ("Сеанс", "Сеанс", "Session"),
    "extra_adults": ("Қосымша қонақтар: {guests}", "Дополнительные гости: {guests}", "Extra guests: {guests}"),
    "extra_children": ("Балалар: {guests}", "Дети: {guests}", "Children: {guests}"),
    "early_check_in": ("Ерте кіру, сағат: {hours}", "Ранний заезд, часов: {hours}", "Early check-in, hours: {hours}"),
    "late_check_out": ("Кеш шығу, сағат: {hours}", "Поздний выезд, часов: {hours}", "Late check-out, hours: {hours}"),
    "day_cap": ("Күндік шекті баға", "Не дороже цены за день", "Day price cap"),
    "promo": ("Промокод {promoCode}", "Промокод {promoCode}", "Promo code {promoCode}"),
    "pass": ("Абонемент, бару: {visits}", "Абонемент, посещений: {visits}", "Pass, visits: {visits}"),
    "vat": ("ҚҚС", "НДС", "VAT"),
    "security_deposit": ("Қайтарылатын кепіл", "Возвратный залог", "Refundable security deposit"),
    "document_pledge": ("Кепілге құжат", "Документ в залог", "Document left as a pledge"),
}
_KINDS: Final[_Words] = {
    "base": ("Баға", "Цена", "Price"),
    "rule": ("Баға ережелері", "Надбавки и скидки", "Adjustments"),
    "fee": ("Алымдар", "Сборы", "Fees"),
    "discount": ("Жеңілдік", "Скидка", "Discount"),
    "tax": ("Салық", "Налог", "Tax"),
    "deposit": ("Кепіл", "Залог", "Deposit"),
}
_FREE_UNTIL: Final = (
    "Тегін бас тарту: {until} дейін",
    "Бесплатная отмена до {until}",
    "Free cancellation until {until}",
)
_ALWAYS_FREE: Final = (
    "Басталғанға дейін тегін бас тарту",
    "Бесплатная отмена до начала",
    "Free cancellation until the start",
)
_NEVER_FREE: Final = ("Бас тарту ақылы", "Отмена платная", "Cancelling costs a fee")
_FLOORS: Final[_Words] = {
    FloorKind.ACTUAL_COSTS.value: (
        "Заң бойынша тек нақты шығындар ұсталады",
        "По закону удерживаются только фактические расходы",
        "By law only actual costs may be kept",
    ),
    FloorKind.FULL_BEFORE_ARRIVAL_DAY.value: (
        "Заң бойынша келу күніне дейін толық қайтарылады",
        "По закону до дня заезда возвращается всё",
        "By law everything is returned before the day of arrival",
    ),
    FloorKind.FIRST_UNIT.value: (
        "Заң бойынша бір түннен артық ұсталмайды",
        "По закону удерживается не больше одной ночи",
        "By law at most one night may be kept",
    ),
}


def _pick(texts: tuple[str, str, str], locale: str) -> str:
    return texts[LOCALES.index(locale)] if locale in LOCALES else texts[1]


def label_of(line: QuoteLine, locale: str) -> str:
    """What a line is, in words; the vendor's own name for rules and fees that have one."""
    for language in FALLBACKS.get(locale, LOCALES):
        if name := line.params.get(f"name.{language}"):
            return str(name)
    words = _LABELS.get(line.code) or _KINDS[line.kind.value]
    text = _pick(words, locale)
    known = {name: line.params.get(name, "") for name in ("units", "guests", "hours", "promoCode", "visits")}
    return text.format(**known)


def kind_label(kind: str, locale: str) -> str:
    """What a group of lines is, in words."""
    return _pick(_KINDS[kind], locale)


def policy_summary(frozen: FrozenPolicy, found: Sequence[Deadline], locale: str) -> str:
    """The policy in one line: until when cancelling is free, and what the law adds."""
    free = [deadline for deadline in found if deadline.fee.minor == 0]
    before_start = [deadline for deadline in found if deadline.until_local is not None]
    if not free:
        text = _pick(_NEVER_FREE, locale)
    elif free[-1].until_local is None or free[-1] is before_start[-1]:
        return _pick(_ALWAYS_FREE, locale)  # where nothing is kept, how much may be kept says nothing
    else:
        until = free[-1].until_local
        assert until is not None
        text = _pick(_FREE_UNTIL, locale).format(until=until.strftime("%d.%m.%Y %H:%M"))
    notes = [_pick(_FLOORS[floor.value], locale) for floor in frozen.floors]
    return ". ".join((text, *notes))


_HOURS_BEFORE: Final = (
    "Тегін бас тарту, басталғанға дейін кемінде сағат: {hours}",
    "Бесплатная отмена не позднее чем за часов до начала: {hours}",
    "Free cancellation, hours before the start at least: {hours}",
)


def policy_in_short(frozen: FrozenPolicy) -> Localized:
    """The policy in general, before a date is chosen, in every language."""
    terms = frozen.terms
    free = [window.before_minutes for window in terms.windows if window.fee.rule is FeeRule.NONE]
    costs_only = FloorKind.ACTUAL_COSTS in frozen.floors and terms.costs is None
    words = _ALWAYS_FREE if costs_only or terms.late.rule is FeeRule.NONE else _HOURS_BEFORE if free else _NEVER_FREE
    hours = min(free, default=0) // 60
    notes = [] if words is _ALWAYS_FREE else [_FLOORS[floor.value] for floor in frozen.floors]
    return Localized(
        {
            locale: ". ".join((words[n].format(hours=hours), *(note[n] for note in notes)))
            for n, locale in enumerate(LOCALES)
        }
    )
