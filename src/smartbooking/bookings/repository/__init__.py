"""All SQL of bookings: writing.py changes rows, reading.py returns the domain's values."""
