"""Handlers of bookings: parse, authorise, call a use case, shape the reply."""
