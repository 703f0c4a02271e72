"""The catalog's public verbs."""

from smartbooking.catalog.service.describing import describe, describe_service
from smartbooking.catalog.service.images import add_image, arrange_images, attach_image, list_images, remove_image
from smartbooking.catalog.service.provisioning import Provisioned, provision
from smartbooking.catalog.service.resources import (
    add_units,
    archive_resource,
    children_of,
    create_resource,
    create_resources,
    find_by_external_refs,
    get_resource,
    get_resources,
    list_resources,
    list_units,
    update_resource,
    update_unit,
)
from smartbooking.catalog.service.services import (
    archive_service,
    create_service,
    get_service,
    list_services,
    services_using,
    update_service,
)
from smartbooking.catalog.service.showing import Showcase, showcase
from smartbooking.catalog.service.verticals import amenities, get_vertical, publish_gates, verticals

__all__ = [
    "Provisioned",
    "Showcase",
    "add_image",
    "add_units",
    "amenities",
    "archive_resource",
    "archive_service",
    "arrange_images",
    "attach_image",
    "children_of",
    "create_resource",
    "create_resources",
    "create_service",
    "describe",
    "describe_service",
    "find_by_external_refs",
    "get_resource",
    "get_resources",
    "get_service",
    "get_vertical",
    "list_images",
    "list_resources",
    "list_services",
    "list_units",
    "provision",
    "publish_gates",
    "remove_image",
    "services_using",
    "showcase",
    "update_resource",
    "update_service",
    "update_unit",
    "verticals",
]
