import { isCivilDate } from "@/lib/civil";

/** What the search page shows lives in its address, so that a link, Back and reload repeat it. */
export interface SearchState {
  q?: string;
  vertical?: string;
  city?: string;
  date?: string;
  checkIn?: string;
  checkOut?: string;
  guests?: number;
  maxPrice?: number;
  amenities?: readonly string[];
  rating?: number;
  instant?: boolean;
  sort?: SortOrder;
  page?: number;
  view?: "map";
  lat?: number;
  lon?: number;
  /** What the map shows: west,south,east,north. */
  bbox?: string;
}

export const SORT_ORDERS = ["relevance", "price", "rating", "popularity", "distance"] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

type Raw = Record<string, unknown>;

function box(raw: Raw): string | undefined {
  const value = text(raw, "bbox");
  const sides = value?.split(",").map(Number) ?? [];
  if (sides.length !== 4 || !sides.every(Number.isFinite)) return undefined;
  const [west = 0, south = 0, east = 0, north = 0] = sides;
  return west < east && south < north && Math.max(Math.abs(south), Math.abs(north)) <= 90
    ? value
    : undefined;
}

function text(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim().slice(0, 120);
  return trimmed === "" ? undefined : trimmed;
}

function number(raw: Raw, key: string, least: number, most: number): number | undefined {
  const value = raw[key];
  const parsed = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof parsed !== "number" || !Number.isFinite(parsed)) return undefined;
  return parsed < least || parsed > most ? undefined : parsed;
}

function whole(raw: Raw, key: string, least: number, most: number): number | undefined {
  const value = number(raw, key, least, most);
  return value !== undefined && Number.isInteger(value) ? value : undefined;
}

function date(raw: Raw, key: string): string | undefined {
  const value = text(raw, key);
  return value !== undefined && isCivilDate(value) ? value : undefined;
}

function sortOrder(raw: Raw): SortOrder | undefined {
  const value = text(raw, "sort");
  return SORT_ORDERS.find((order) => order === value && order !== "relevance");
}

/** Reads an address leniently: what it cannot understand it drops, it never fails. */
export function readSearch(raw: Raw): SearchState {
  const checkIn = date(raw, "checkIn");
  const checkOut = date(raw, "checkOut");
  const stay = checkIn && checkOut && checkOut > checkIn ? { checkIn, checkOut } : {};
  const lat = number(raw, "lat", -90, 90);
  const lon = number(raw, "lon", -180, 180);
  const amenities = text(raw, "amenities")?.split(",").filter(Boolean);
  return compact({
    q: text(raw, "q"),
    vertical: text(raw, "vertical"),
    city: text(raw, "city"),
    date: date(raw, "date"),
    ...stay,
    guests: whole(raw, "guests", 1, 99),
    maxPrice: number(raw, "maxPrice", 1, 1e9),
    amenities: amenities && amenities.length > 0 ? amenities : undefined,
    rating: number(raw, "rating", 1, 5),
    instant: raw.instant === "true" || raw.instant === true ? true : undefined,
    sort: sortOrder(raw),
    page: whole(raw, "page", 2, 10_000),
    bbox: box(raw),
    view: text(raw, "view") === "map" ? "map" : undefined,
    ...(lat !== undefined && lon !== undefined ? { lat, lon } : {}),
  });
}

type Optional<T> = { [K in keyof T]?: T[K] | undefined };

function compact(state: Optional<SearchState>): SearchState {
  const kept = Object.entries(state).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept);
}

/** A change of any filter starts again at the first page; undefined removes the filter. */
export function changeSearch(state: SearchState, change: Optional<SearchState>): SearchState {
  return compact({ ...state, page: undefined, ...change });
}

/** Plain `a=b&c=d` addresses instead of the router's JSON values. */
export function writeQuery(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === "") continue;
    query.set(key, Array.isArray(value) ? value.join(",") : String(value));
  }
  const written = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return written === "" ? "" : `?${written}`;
}

export function readQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

/** How many filters beside what, where and when are on, for the filter button's number. */
export function filterCount(state: SearchState): number {
  return [state.maxPrice, state.rating, ...(state.amenities ?? [])].filter(
    (value) => value !== undefined,
  ).length;
}
