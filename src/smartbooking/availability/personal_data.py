"""Facts about people that availability keeps."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import PersonalData

PERSONAL_DATA: Final = (
    PersonalData(
        table="availability.customer_visit",
        columns=("customer",),
        subject="the customer who booked",
        purpose="limits of bookings per customer",
        kept="until 35 days after the visit",
    ),
)
