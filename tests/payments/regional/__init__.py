"""Gateways of the region against the peer process, which calls the running house as the providers do."""
