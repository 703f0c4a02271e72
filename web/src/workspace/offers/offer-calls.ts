import { api, body } from "@/api/client";
import type { OwnResource, OwnService } from "@/api/owner-calls";
import type { components } from "@/api/v1";

type Schemas = components["schemas"];
export type OwnOffer = OwnResource | OwnService;
export type ServiceChange = Schemas["ServicePatch"];
export type ResourceChange = Schemas["ResourcePatch"];
export type Picture = Schemas["ImageOut"];

export const isService = (offer: OwnOffer): offer is OwnService => "durationMinutes" in offer;

const servicePath = (vendor_id: string, service_id: string) => ({
  path: { vendor_id, service_id },
});
const resourcePath = (vendor_id: string, resource_id: string) => ({
  path: { vendor_id, resource_id },
});

export function changeOffer(
  vendorId: string,
  offer: OwnOffer,
  change: ServiceChange & ResourceChange,
): Promise<OwnOffer> {
  const {
    capacity,
    maxParty,
    attributes,
    durationMinutes,
    padAfterMinutes,
    requirements,
    ...both
  } = { version: offer.version, ...change };
  if (isService(offer)) {
    const own = {
      ...(durationMinutes == null ? {} : { durationMinutes }),
      ...(padAfterMinutes == null ? {} : { padAfterMinutes }),
      ...(requirements == null ? {} : { requirements }),
    };
    return body(
      api.PATCH("/api/v1/vendors/{vendor_id}/services/{service_id}", {
        params: servicePath(vendorId, offer.id),
        body: { ...both, ...own },
      }),
    );
  }
  const own = {
    ...(capacity == null ? {} : { capacity }),
    ...(maxParty === undefined ? {} : { maxParty }),
    ...(attributes == null ? {} : { attributes }),
  };
  return body(
    api.PATCH("/api/v1/vendors/{vendor_id}/resources/{resource_id}", {
      params: resourcePath(vendorId, offer.id),
      body: { ...both, ...own },
    }),
  );
}

export function archiveOffer(vendorId: string, offer: OwnOffer) {
  if (isService(offer)) {
    return api.DELETE("/api/v1/vendors/{vendor_id}/services/{service_id}", {
      params: servicePath(vendorId, offer.id),
    });
  }
  return api.DELETE("/api/v1/vendors/{vendor_id}/resources/{resource_id}", {
    params: resourcePath(vendorId, offer.id),
  });
}

/** A copy without its pictures, price and units; hidden until somebody looks at it. */
export function copyOffer(vendorId: string, offer: OwnOffer, name: string, position: number) {
  const { venueId, vertical, description, confirmation, paymentTiming, policy } = offer;
  const status = "active" as const;
  const both = { venueId, vertical, name, description, status, listed: false, position };
  const terms = { confirmation, paymentTiming, ...(policy === "custom" ? {} : { policy }) };
  const params = { path: { vendor_id: vendorId } };
  if (isService(offer)) {
    const { durationMinutes, padAfterMinutes, requirements } = offer;
    return body(
      api.POST("/api/v1/vendors/{vendor_id}/services", {
        params,
        body: { ...both, ...terms, durationMinutes, padAfterMinutes, requirements },
      }),
    );
  }
  const { capacity, maxParty, attributes, amenities, session } = offer;
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/resources", {
      params,
      body: {
        ...both,
        ...terms,
        capacity,
        attributes,
        amenities,
        ...(maxParty == null ? {} : { maxParty }),
        ...(session ? { session } : {}),
      },
    }),
  );
}

export async function addPicture(vendorId: string, offer: OwnOffer, file: File): Promise<void> {
  const form = new FormData();
  form.append("file", file);
  const sent = { bodySerializer: () => form, body: { file: "", alt: "" } };
  if (isService(offer)) {
    await api.POST("/api/v1/vendors/{vendor_id}/services/{service_id}/images", {
      params: servicePath(vendorId, offer.id),
      ...sent,
    });
    return;
  }
  await api.POST("/api/v1/vendors/{vendor_id}/resources/{resource_id}/images", {
    params: resourcePath(vendorId, offer.id),
    ...sent,
  });
}

export function arrangePictures(vendorId: string, offer: OwnOffer, pictures: readonly Picture[]) {
  const images = pictures.map(({ id, alt }) => ({ id, alt }));
  if (isService(offer)) {
    return body(
      api.PUT("/api/v1/vendors/{vendor_id}/services/{service_id}/images", {
        params: servicePath(vendorId, offer.id),
        body: { images },
      }),
    );
  }
  return body(
    api.PUT("/api/v1/vendors/{vendor_id}/resources/{resource_id}/images", {
      params: resourcePath(vendorId, offer.id),
      body: { images },
    }),
  );
}

export function removePicture(vendorId: string, offer: OwnOffer, imageId: string) {
  if (isService(offer)) {
    return api.DELETE("/api/v1/vendors/{vendor_id}/services/{service_id}/images/{image_id}", {
      params: { path: { vendor_id: vendorId, service_id: offer.id, image_id: imageId } },
    });
  }
  return api.DELETE("/api/v1/vendors/{vendor_id}/resources/{resource_id}/images/{image_id}", {
    params: { path: { vendor_id: vendorId, resource_id: offer.id, image_id: imageId } },
  });
}

export const readUnits = (vendorId: string, resourceId: string) =>
  body(
    api.GET("/api/v1/vendors/{vendor_id}/resources/{resource_id}/units", {
      params: resourcePath(vendorId, resourceId),
    }),
  );

export const addUnits = (vendorId: string, resourceId: string, names: string[]) =>
  body(
    api.POST("/api/v1/vendors/{vendor_id}/resources/{resource_id}/units", {
      params: resourcePath(vendorId, resourceId),
      body: { names },
    }),
  );

export const switchUnit = (vendorId: string, resourceId: string, id: string, active: boolean) =>
  body(
    api.PATCH("/api/v1/vendors/{vendor_id}/resources/{resource_id}/units/{unit_id}", {
      params: { path: { vendor_id: vendorId, resource_id: resourceId, unit_id: id } },
      body: { active },
    }),
  );
