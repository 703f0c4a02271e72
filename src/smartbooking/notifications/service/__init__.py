"""The verbs of messages."""

from smartbooking.notifications.service.causes import Composer, compose_by
from smartbooking.notifications.service.posting import forget_old, post, send_due, send_one, tell
from smartbooking.notifications.service.roads import install_roads, installed_roads

__all__ = [
    "Composer", "compose_by", "forget_old", "install_roads", "installed_roads", "post", "send_due", "send_one", "tell",
]  # fmt: skip
