import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

type Switch = components["schemas"]["Switch"];

/** Whether operators closed this for now, so that a form says so before it is filled in. */
export function useSwitchedOff(code: Switch, vendorId?: string | null): boolean {
  const { data } = useQuery({
    queryKey: ["switched-off", vendorId ?? ""],
    queryFn: () =>
      body(api.GET("/api/v1/switches", { params: { query: vendorId ? { vendorId } : {} } })),
    staleTime: 30_000,
    // Unknown counts as open: the server refuses what is not.
    retry: false,
  });
  return data?.off.includes(code) ?? false;
}
