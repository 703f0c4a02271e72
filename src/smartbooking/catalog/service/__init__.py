"""The catalog's public verbs."""

from smartbooking.catalog.service.verticals import amenities, get_vertical, publish_gates, verticals

__all__ = ["amenities", "get_vertical", "publish_gates", "verticals"]
