"""What the public may see of an offer, apart from prices and ratings."""

from __future__ import annotations

from smartbooking.catalog.domain import Description, OfferStatus, ServiceDescription
from smartbooking.catalog.repository import images, resources, services
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import NotFound
from smartbooking.vendors import service as vendors


async def describe(read: ReadTx, *, resource_id: int, principal: Principal) -> Description:
    """An active resource with its venue, pictures, units and services.

    Raises NotFound, also for strangers when the vendor is not listed.
    """
    resource = await resources.find_resource(read, resource_id=resource_id)
    if resource is None or not resource.bookable:
        raise NotFound("No such resource, or it is no longer offered.")
    vendor_id = resource.vendor_id
    using = await services.services_using(read, vendor_id=vendor_id, resource_id=resource_id)
    return Description(
        resource=resource,
        venue=await vendors.visible_venue(read, venue_id=resource.venue_id, principal=principal),
        images=tuple(await images.list_images(read, vendor_id=vendor_id, resource_ids=[resource_id])),
        services=tuple(service for service in using if service.listed),
        units=tuple(await resources.list_units(read, vendor_id=vendor_id, resource_id=resource_id)),
    )


async def describe_service(read: ReadTx, *, service_id: int, principal: Principal) -> ServiceDescription:
    """An active service with its venue, pictures and the resources it may use; as describe."""
    service = await services.find_service(read, service_id=service_id)
    if service is None or not service.bookable:
        raise NotFound("No such service, or it is no longer offered.")
    found = await resources.find_resources(read, vendor_id=service.vendor_id, resource_ids=service.resource_ids)
    return ServiceDescription(
        service=service,
        venue=await vendors.visible_venue(read, venue_id=service.venue_id, principal=principal),
        images=tuple(await images.list_images(read, vendor_id=service.vendor_id, service_ids=[service_id])),
        resources=tuple(
            found[number]
            for number in service.resource_ids
            if number in found and found[number].status is OfferStatus.ACTIVE
        ),
    )
