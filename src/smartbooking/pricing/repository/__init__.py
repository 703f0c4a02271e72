"""All SQL of pricing."""
