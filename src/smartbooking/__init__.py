"""SmartBooking: one platform on which any business that rents out time, space or places takes bookings."""

__version__ = "0.1.0"
