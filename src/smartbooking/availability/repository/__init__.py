"""All SQL of availability."""
