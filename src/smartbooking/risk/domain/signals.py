"""What is known about a booking when it is made. Every signal is a number; None means nobody could tell."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Counts are of other bookings than this one. "Contact" is the account, the phone and the e-mail together.

    docs/algorithms/risk.md says where each comes from.
    """

    contact_bookings_hour: int = 0
    contact_bookings_day: int = 0
    address_bookings_day: int = 0
    address_contacts_day: int = 0
    device_bookings_day: int = 0
    device_contacts_day: int = 0
    card_contacts_day: int | None = None
    places_kept: int = 0
    kept_percent: int = 0
    account_hours: int | None = None
    amount_percent: int | None = None
    disposable_mail: int = 0
    country_mismatch: int | None = None
    visits: int = 0
    no_shows: int = 0
    cancellations: int = 0
    hours_ahead: int = 0

    def stored(self) -> dict[str, int]:
        """As kept with the assessment: what is known and not nothing."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None and (value or name in ZERO_TELLS)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Signals:  # Any: JSON
        """The signals of a stored assessment; names of other versions are left out."""
        return cls(**{name: int(stored[name]) for name in NAMES if stored.get(name) is not None})


NAMES: Final = tuple(field.name for field in fields(Signals))
# For these "0" says something else than "nobody could tell".
ZERO_TELLS: Final = frozenset({"card_contacts_day", "account_hours", "amount_percent", "country_mismatch"})
# More of these never makes a booking more suspicious; of all others, less never does.
CALMING: Final = frozenset({"account_hours", "visits", "hours_ahead"})

# Which signal a feature of the score tells about, where a rule may tell the same better.
SIGNAL_OF: Final[Mapping[str, str]] = {
    "contact_hour": "contact_bookings_hour", "contact_day": "contact_bookings_day",
    "address_bookings": "address_bookings_day", "address_contacts": "address_contacts_day",
    "device_bookings": "device_bookings_day", "device_contacts": "device_contacts_day",
    "card_contacts": "card_contacts_day", "places_kept": "places_kept", "kept_share": "kept_percent",
    "amount": "amount_percent", "disposable_mail": "disposable_mail", "country_mismatch": "country_mismatch",
    "no_shows": "no_shows", "cancellations": "cancellations",
}  # fmt: skip


def features(signals: Signals) -> dict[str, float]:
    """The signals as the scorecard takes them. Each grows, or stays, as a booking gets more suspicious."""
    return {
        "contact_hour": math.log1p(signals.contact_bookings_hour),
        "contact_day": math.log1p(signals.contact_bookings_day),
        "address_bookings": math.log1p(signals.address_bookings_day),
        "address_contacts": math.log1p(signals.address_contacts_day),
        "device_bookings": math.log1p(signals.device_bookings_day),
        "device_contacts": math.log1p(signals.device_contacts_day),
        "card_contacts": math.log1p(signals.card_contacts_day or 0),
        "places_kept": math.log1p(signals.places_kept),
        "kept_share": signals.kept_percent / 100,
        "new_account": 1.0 if signals.account_hours is not None and signals.account_hours < 24 else 0.0,
        "amount": max(0.0, math.log(max(signals.amount_percent or 100, 1) / 100)),
        "disposable_mail": float(signals.disposable_mail),
        "country_mismatch": float(signals.country_mismatch or 0),
        "no_shows": math.log1p(signals.no_shows),
        "cancellations": math.log1p(signals.cancellations),
        "stranger": 1 / (1 + signals.visits),
        "hurry": 1 / (1 + signals.hours_ahead / 24),
    }
