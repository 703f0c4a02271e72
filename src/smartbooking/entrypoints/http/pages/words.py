"""What server-written pages say, in kk, ru and en. The Kazakh texts await a native speaker's review."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from smartbooking.kernel.text import LOCALES

_MONTHS: Final = {
    "kk": [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_WEEKDAYS: Final = {
    "kk": ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
    "ru": ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "your_booking": ("Сіздің броніңіз", "Ваша бронь", "Your booking"),
    "receipt": ("Брон бойынша есеп", "Расчёт по брони", "Booking statement"),
    "code": ("Брон коды", "Код брони", "Booking code"),
    "when": ("Қашан", "Когда", "When"),
    "where": ("Қайда", "Где", "Where"),
    "guest": ("Қонақ", "Гость", "Guest"),
    "total": ("Барлығы", "Итого", "Total"),
    "due_now": ("Алдын ала төлем", "Предоплата", "Paid in advance"),
    "due_on_site": ("Орнында төленеді", "Оплата на месте", "Paid on site"),
    "refund": ("Қайтарылатын сома", "Возврат", "Refund"),
    "phone": ("Телефон", "Телефон", "Phone"),
    "calendar": ("Күнтізбеге", "В календарь", "Add to calendar"),
    "print": ("Басып шығару нұсқасы", "Версия для печати", "Version for printing"),
    "back": ("Бронге оралу", "Вернуться к брони", "Back to the booking"),
    "cancel": ("Броннан бас тарту", "Отменить бронь", "Cancel the booking"),
    "cancel_ask": ("Бас тарту керек пе?", "Нужно отменить?", "Need to cancel?"),
    "back_money": (
        "Қазір бас тартсаңыз, {amount} қайтарамыз.",
        "Если отменить сейчас, вернём {amount}.",
        "If you cancel now, {amount} comes back to you.",
    ),
    "no_money": (
        "Қазір бас тартсаңыз, қайтарылатын ақша жоқ.",
        "Если отменить сейчас, возвращать нечего.",
        "If you cancel now, nothing is to be paid back.",
    ),
    "charged": (
        "Қазір бас тартсаңыз, картаңыздан {amount} алынады.",
        "Если отменить сейчас, с карты спишется {amount}.",
        "If you cancel now, {amount} is charged to your card.",
    ),
    "held": ("Картадағы ұстама", "Удержание на карте", "Card hold"),
    "fee": ("Ұсталатын сома: {amount}.", "Удержим: {amount}.", "We keep {amount}."),
    "changed": (
        "Осы уақытта сома өзгерді. Тексеріп, қайта растаңыз.",
        "За это время сумма изменилась. Проверьте её и подтвердите ещё раз.",
        "The amount has changed meanwhile. Check it and confirm again.",
    ),
    "not_found": ("Мұндай брон жоқ", "Такой брони нет", "There is no such booking"),
    "not_found_text": (
        "Сілтеме ескірген немесе толық көшірілмеген болуы мүмкін.",
        "Ссылка могла устареть или скопирована не целиком.",
        "The link may be too old, or not all of it was copied.",
    ),
    "find": ("Бронды кодымен табу", "Найти бронь по коду", "Find a booking by its code"),
    "not_fiscal": (
        "Бұл құжат фискалдық чек емес",
        "Документ не является фискальным чеком",
        "This is not a fiscal receipt",
    ),
    "printed": ("Жасалған уақыты", "Составлено", "Made on"),
    "scripts": (
        "Уақытты таңдап, брондау үшін браузерде JavaScript қосыңыз немесе орынға қоңырау шалыңыз.",
        "Чтобы выбрать время и забронировать, включите JavaScript в браузере или позвоните в заведение.",
        "To choose a time and book, switch on JavaScript in your browser or call the place.",
    ),
}
_STATUS: Final[dict[str, tuple[str, str, str]]] = {
    "held": ("Картадағы ұстама", "Удержание на карте", "Card hold"),
    "pending_payment": ("Төлем күтілуде", "Ждём оплату", "Waiting for payment"),
    "awaiting_approval": ("Жауап күтілуде", "Ждёт ответа", "Waiting for an answer"),
    "confirmed": ("Расталды", "Подтверждена", "Confirmed"),
    "in_progress": ("Басталды", "Идёт сейчас", "In progress"),
    "completed": ("Аяқталды", "Завершена", "Completed"),
    "cancelled": ("Бас тартылды", "Отменена", "Cancelled"),
    "declined": ("Қабылданбады", "Отклонена", "Declined"),
    "expired": ("Мерзімі өтті", "Время вышло", "Expired"),
    "abandoned": ("Аяқталмаған", "Не завершена", "Abandoned"),
    "no_show": ("Келмеді", "Неявка", "No-show"),
    "refunded_unavailable": (
        "Орын бос болмады, ақша қайтарылды", "Место занято, деньги вернули", "Place was lost, refunded",
    ),
}  # fmt: skip


def word(name: str, locale: str) -> str:
    """A word of a page; the name must be known."""
    return _WORDS[name][LOCALES.index(locale)]


def status_word(status: str, locale: str) -> str:
    """A status in words; one that came later than these words says its own name."""
    return _STATUS[status][LOCALES.index(locale)] if status in _STATUS else status


def long_day(day: date, locale: str) -> str:
    """`суббота, 21 ноября 2026`, `2026 ж. 21 қараша, сенбі`, `Saturday 21 November 2026`."""
    month, weekday = _MONTHS[locale][day.month - 1], _WEEKDAYS[locale][day.weekday()]
    if locale == "kk":
        return f"{day.year} ж. {day.day} {month}, {weekday}"
    comma = "," if locale == "ru" else ""
    return f"{weekday}{comma} {day.day} {month} {day.year}"


def span(start: datetime, end: datetime, locale: str, *, nights: bool) -> str:
    """The day with its hours, or the first and the last day of a stay."""
    if nights or start.date() != end.date():
        return f"{long_day(start.date(), locale)}, {start:%H:%M} – {long_day(end.date(), locale)}, {end:%H:%M}"
    return f"{long_day(start.date(), locale)}, {start:%H:%M}–{end:%H:%M}"
