"""Signals and scores about bookings; advice only.

Owns assessments, their review and the switches. Invariant: a score refuses nobody; it can ask for one more step,
and a person decides about the rest. Told facts by bookings, knows neither bookings nor payments.
"""
