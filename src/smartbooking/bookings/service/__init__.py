"""Use cases of bookings, one file for each moment of a booking's life."""
