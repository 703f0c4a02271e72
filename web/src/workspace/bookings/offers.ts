import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { listServices } from "@/api/desk-calls";
import { useLanguage } from "@/lib/i18n";

/** Something that can be booked at the desk: a service, or a place by the hour, night or event. */
export interface DeskOffer {
  id: string;
  name: string;
  timing: "service" | "slots" | "nights" | "session";
  minutes: number;
  /** Resources that can do it; the place itself for places. */
  resources: string[];
}

function listResources(vendorId: string) {
  const params = {
    path: { vendor_id: vendorId },
    query: { status: "active" as const, limit: 100 },
  };
  return body(api.GET("/api/v1/vendors/{vendor_id}/resources", { params }));
}

/** Services first; people and chairs that only serve inside services are not offered by themselves. */
export function useDeskOffers(vendorId: string) {
  const { locale } = useLanguage();
  return useQuery({
    queryKey: ["desk-offers", vendorId, locale],
    staleTime: 60_000,
    queryFn: async (): Promise<DeskOffer[]> => {
      const [services, resources] = await Promise.all([
        listServices(vendorId),
        listResources(vendorId),
      ]);
      const helpers = new Set(
        services.data.flatMap(({ requirements }) => requirements.flatMap((r) => r.resourceIds)),
      );
      return [
        ...services.data.map(({ id, name, durationMinutes, requirements }) => ({
          id,
          name,
          timing: "service" as const,
          minutes: durationMinutes,
          resources: requirements.flatMap(({ resourceIds }) => resourceIds),
        })),
        ...resources.data
          .filter(({ id }) => !helpers.has(id))
          .map(({ id, name, timing }) => ({ id, name, timing, minutes: 60, resources: [id] })),
      ];
    },
  });
}
