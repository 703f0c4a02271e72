"""What other modules may ask of search."""

from smartbooking.search.service.find import CountCache, Results, find
from smartbooking.search.service.places import find_places
from smartbooking.search.service.reindex import (
    REINDEX_VENDOR,
    reindex_all,
    reindex_resource,
    reindex_service,
    reindex_vendor,
    reindex_venue,
)
from smartbooking.search.service.signals import add_popularity, set_rating
from smartbooking.search.service.suggest import Suggestion, city_name, suggest
from smartbooking.search.service.times import SlotsByOffer, Times, TodayCache, next_slots, places_wanted

__all__ = [
    "REINDEX_VENDOR",
    "CountCache",
    "Results",
    "SlotsByOffer",
    "Suggestion",
    "Times",
    "TodayCache",
    "add_popularity",
    "city_name",
    "find",
    "find_places",
    "next_slots",
    "places_wanted",
    "reindex_all",
    "reindex_resource",
    "reindex_service",
    "reindex_vendor",
    "reindex_venue",
    "set_rating",
    "suggest",
]
