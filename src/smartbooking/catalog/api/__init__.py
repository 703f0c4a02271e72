"""HTTP of the catalog: public pages, templates, and the vendor's editors."""

from smartbooking.catalog.api import images, public, resources, services, templates

ROUTERS = (templates.router, public.router, resources.router, services.router, images.router)

__all__ = ["ROUTERS"]
