import { useMemo } from "react";
import type { CivilDate } from "@/lib/civil";
import { serverNow } from "@/lib/server-clock";
import { useZone } from "@/lib/zone";

/** The date at the business whose screen this is, elsewhere in the country the storefront opens in. */
export function useToday(): CivilDate {
  const zone = useZone();
  return useMemo(() => zone.dateAt(serverNow()), [zone]);
}
