import { useMemo } from "react";
import { type CivilDate, dateAtOffset } from "@/lib/civil";
import { serverNow } from "@/lib/server-clock";

/** The country the storefront opens in; a place's own zone comes with its times. */
const HOME_OFFSET = "+05:00";

export function useToday(): CivilDate {
  return useMemo(() => dateAtOffset(serverNow(), HOME_OFFSET), []);
}
