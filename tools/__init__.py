"""Machines that hold the house rules; used by `smartbooking check` and by the tests, never by the product."""
