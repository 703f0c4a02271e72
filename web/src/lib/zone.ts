import { createContext, useContext, useMemo } from "react";
import { type CivilDate, dateAtOffset, offsetMinutes } from "@/lib/civil";

/** From this instant on clocks show this offset; told by the server, the latest last. */
export interface OffsetSince {
  since: string;
  utcOffset: string;
}

/** The country the storefront opens in; a business brings its own. */
const HOME: readonly OffsetSince[] = [{ since: "2024-03-01T00:00:00Z", utcOffset: "+05:00" }];
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

export class Zone {
  readonly #offsets: readonly (OffsetSince & { from: number })[];

  constructor(offsets: readonly OffsetSince[] = HOME) {
    const known = offsets.length > 0 ? offsets : HOME;
    this.#offsets = known.map((one) => ({ ...one, from: Date.parse(one.since) }));
  }

  /** What clocks there show at an instant; before the first that is known, as at the first. */
  offsetAt(instantMs: number): string {
    const one = this.#offsets.findLast(({ from }) => from <= instantMs) ?? this.#offsets[0];
    return one?.utcOffset ?? "+00:00";
  }

  dateAt(instantMs: number): CivilDate {
    return dateAtOffset(instantMs, this.offsetAt(instantMs));
  }

  /** Minutes after midnight there. */
  minuteAt(instantMs: number): number {
    const wall = Math.floor(instantMs / MINUTE_MS) + offsetMinutes(this.offsetAt(instantMs));
    return ((wall % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  }

  /** "2026-11-21T15:30:00" there. */
  localAt(instantMs: number): string {
    const wall = instantMs + offsetMinutes(this.offsetAt(instantMs)) * MINUTE_MS;
    return new Date(wall).toISOString().slice(0, 19);
  }
}

const ZoneContext = createContext(new Zone());
export const ZoneProvider = ZoneContext.Provider;

export function useZone(): Zone {
  return useContext(ZoneContext);
}

/** Of the business whose screens these are. */
export function useZoneOf(offsets: readonly OffsetSince[] | undefined | null): Zone {
  return useMemo(() => new Zone(offsets ?? undefined), [offsets]);
}
