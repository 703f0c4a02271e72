"""Journeys: a real browser drives a real server, as people do."""
