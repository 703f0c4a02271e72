"""HTTP handlers of pricing."""
