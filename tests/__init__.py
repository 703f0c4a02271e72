"""Tests mirror the package; architecture, contract, races, journeys and drills stand beside the modules."""
