"""Why something cannot be booked: stable codes with facts, and the same in words a customer understands.

Numbers and times stand apart from their words, because Kazakh suffixes change with the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartbooking.kernel.text import Localized


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that blocks. `params` are plain JSON values, in the units their names say."""

    code: str
    params: Mapping[str, Any]  # Any: JSON
    message: Localized


# Each code in Kazakh, Russian and English.
WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "not_offered": (
        "Қазір броньдау жүргізілмейді",
        "Сейчас не бронируется",
        "Not open for booking at present",
    ),
    "vendor_closed": (
        "Бұл компания қазір бронь қабылдамайды",
        "Компания сейчас не принимает брони",
        "This business takes no bookings at present",
    ),
    "wrong_span": (
        "Бронь түрі сәйкес емес. Керегі: {expected}",
        "Не тот вид брони. Нужно: {expected}",
        "Booked in another way. Expected: {expected}",
    ),
    "in_past": ("Бұл уақыт өтіп кетті", "Это время уже прошло", "That time has passed"),
    "too_soon": (
        "Алдын ала броньдау керек. Ең ерте уақыт: {earliest_local}",
        "Нужно бронировать заранее. Самое раннее время: {earliest_local}",
        "Book further ahead. Earliest time: {earliest_local}",
    ),
    "too_far": (
        "Бұл күнге бронь әлі ашылмаған. Соңғы күн: {last_day}",
        "На эту дату бронь ещё не открыта. Последний день: {last_day}",
        "Not open that far ahead yet. Last day: {last_day}",
    ),
    "no_schedule": (
        "Жұмыс уақыты әлі көрсетілмеген",
        "Часы работы ещё не указаны",
        "Opening hours have not been set yet",
    ),
    "outside_hours": (
        "Жұмыс уақытынан тыс. Жұмыс уақыты: {hours}",
        "Вне часов работы. Часы работы: {hours}",
        "Outside opening hours. Open: {hours}",
    ),
    "closed_on_day": ("Бұл күні жабық: {day}", "В этот день закрыто: {day}", "Closed on that day: {day}"),
    "holiday": ("Мереке: {holiday}", "Праздник: {holiday}", "Public holiday: {holiday}"),
    "closure": (
        "Уақытша жабық. Ашылуы: {until_local}",
        "Временно закрыто. Откроется: {until_local}",
        "Closed for a while. Opens again: {until_local}",
    ),
    "not_on_grid": (
        "Бұл уақытта бастауға болмайды. Жақын уақыттар: {nearest}",
        "В это время начать нельзя. Ближайшие: {nearest}",
        "Cannot start then. Nearest starts: {nearest}",
    ),
    "too_short": (
        "Тым қысқа. Кемінде, минут: {minutes}",
        "Слишком коротко. Минимум, минут: {minutes}",
        "Too short. At least, minutes: {minutes}",
    ),
    "too_long": (
        "Тым ұзақ. Ең көбі, минут: {minutes}",
        "Слишком долго. Максимум, минут: {minutes}",
        "Too long. At most, minutes: {minutes}",
    ),
    "duration_step": (
        "Ұзақтығы сәйкес емес. Қадамы, минут: {minutes}",
        "Такая длительность недоступна. Шаг, минут: {minutes}",
        "That length is not offered. Step, minutes: {minutes}",
    ),
    "wrong_duration": (
        "Қызмет ұзақтығы, минут: {minutes}",
        "Длительность услуги, минут: {minutes}",
        "The service lasts, minutes: {minutes}",
    ),
    "stay_too_short": (
        "Тым аз түн. Кемінде: {nights}",
        "Слишком мало ночей. Минимум: {nights}",
        "Too few nights. At least: {nights}",
    ),
    "stay_too_long": (
        "Тым көп түн. Ең көбі: {nights}",
        "Слишком много ночей. Максимум: {nights}",
        "Too many nights. At most: {nights}",
    ),
    "no_arrival": (
        "Бұл күні келуге болмайды: {day}",
        "В этот день нет заезда: {day}",
        "No arrival on that day: {day}",
    ),
    "no_departure": (
        "Бұл күні кетуге болмайды: {day}",
        "В этот день нет выезда: {day}",
        "No departure on that day: {day}",
    ),
    "not_the_session": (
        "Сеанс уақыты: {session_local}",
        "Время сеанса: {session_local}",
        "The session is at: {session_local}",
    ),
    "party_too_large": (
        "Адам тым көп. Ең көбі: {people}",
        "Слишком много гостей. Максимум: {people}",
        "Too many people. At most: {people}",
    ),
    "quantity_too_large": (
        "Бір броньда тым көп. Ең көбі: {quantity}",
        "Слишком много в одной брони. Максимум: {quantity}",
        "Too many in one booking. At most: {quantity}",
    ),
    "no_room": (
        "Бұл уақыт бос емес. Бос орын: {free}",
        "Это время занято. Свободно мест: {free}",
        "Taken at that time. Places left: {free}",
    ),
    "nobody_open": (
        "Бұл уақытта ешкім қабылдамайды: {role}",
        "В это время никто не принимает: {role}",
        "Nobody works then: {role}",
    ),
    "nobody_free": (
        "Бұл уақытта бәрі бос емес: {role}",
        "В это время все заняты: {role}",
        "Everybody is taken then: {role}",
    ),
    "unknown_staff": (
        "Таңдалған маман бұл қызметті көрсетпейді",
        "Выбранный специалист не оказывает эту услугу",
        "The chosen person does not give this service",
    ),
    "customer_day_limit": (
        "Күніне бір клиентке бронь саны, ең көбі: {limit}",
        "Броней в день на одного клиента, максимум: {limit}",
        "Bookings a day per customer, at most: {limit}",
    ),
    "customer_active_limit": (
        "Бір клиентке белсенді бронь саны, ең көбі: {limit}",
        "Активных броней на одного клиента, максимум: {limit}",
        "Open bookings per customer, at most: {limit}",
    ),
}


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


def reason(code: str, **params: Any) -> Reason:  # Any: JSON
    """The reason with its words; a text that names an unknown fact shows a dash, never an error."""
    facts = {name: value.pick for name, value in params.items() if isinstance(value, Localized)}
    plain = {name: dict(v.texts) if isinstance(v, Localized) else v for name, v in params.items()}
    texts = {}
    for locale, words in zip(("kk", "ru", "en"), WORDS[code], strict=True):
        shown = {**params, **{name: pick(locale) for name, pick in facts.items()}}
        texts[locale] = words.format_map(_Facts(shown))
    return Reason(code, plain, Localized(texts))
