/** Flat projection for a city-sized schematic: true distances, no tiles. */
export interface Point {
  lat: number;
  lon: number;
}

export interface Frame {
  centre: Point;
  /** Kilometres from edge to edge, horizontally. */
  widthKm: number;
}

const KM_PER_DEGREE = 111.32;
const LEAST_KM = 2;

export function kmEast(from: Point, to: Point): number {
  return (to.lon - from.lon) * KM_PER_DEGREE * Math.cos((from.lat * Math.PI) / 180);
}

export function kmNorth(from: Point, to: Point): number {
  return (to.lat - from.lat) * KM_PER_DEGREE;
}

/** The frame that shows every point with a margin, `aspect` = width / height of the picture. */
export function frameOf(points: readonly Point[], aspect: number): Frame | undefined {
  if (points.length === 0) return undefined;
  const lats = points.map(({ lat }) => lat);
  const lons = points.map(({ lon }) => lon);
  const centre = {
    lat: (Math.min(...lats) + Math.max(...lats)) / 2,
    lon: (Math.min(...lons) + Math.max(...lons)) / 2,
  };
  const east = Math.max(...points.map((point) => Math.abs(kmEast(centre, point)))) * 2;
  const north = Math.max(...points.map((point) => Math.abs(kmNorth(centre, point)))) * 2;
  return { centre, widthKm: Math.max(LEAST_KM, Math.max(east, north * aspect) * 1.5) };
}

export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** What a picture of the frame shows, in degrees. */
export function boundsOf({ centre, widthKm }: Frame, aspect: number): Bounds {
  const east = widthKm / 2 / (KM_PER_DEGREE * Math.cos((centre.lat * Math.PI) / 180));
  const north = widthKm / Math.max(0.01, aspect) / 2 / KM_PER_DEGREE;
  return {
    west: centre.lon - east,
    south: centre.lat - north,
    east: centre.lon + east,
    north: centre.lat + north,
  };
}

/** The frame that shows at least these bounds, as an address keeps them: "76.8,43.1,77.0,43.3". */
export function frameOfArea(area: string, aspect: number): Frame | undefined {
  const [west, south, east, north] = area.split(",").map(Number);
  if (west === undefined || south === undefined || east === undefined || north === undefined) {
    return undefined;
  }
  const centre = { lat: (south + north) / 2, lon: (west + east) / 2 };
  const across = kmEast({ lat: centre.lat, lon: west }, { lat: centre.lat, lon: east });
  const up = (north - south) * KM_PER_DEGREE * aspect;
  return { centre, widthKm: Math.max(across, up) };
}

export function areaText({ west, south, east, north }: Bounds): string {
  return [west, south, east, north].map((degrees) => degrees.toFixed(4)).join(",");
}

/** The frame moved by shares of the picture's width and height. */
export function moved(frame: Frame, aspect: number, dx: number, dy: number): Frame {
  const { centre, widthKm } = frame;
  const perDegree = KM_PER_DEGREE * Math.cos((centre.lat * Math.PI) / 180);
  const lat = centre.lat + (dy * widthKm) / Math.max(0.01, aspect) / KM_PER_DEGREE;
  const lon = centre.lon - (dx * widthKm) / perDegree;
  return { centre: { lat: Math.max(-85, Math.min(85, lat)), lon }, widthKm };
}

const MOST_KM = 2_000;
const NEAREST_KM = 0.4;

/** Twice as near with 0.5, twice as far with 2. */
export function zoomed({ centre, widthKm }: Frame, factor: number): Frame {
  return { centre, widthKm: Math.max(NEAREST_KM, Math.min(MOST_KM, widthKm * factor)) };
}

/** Shares of the picture's width and height, 0 to 1, from the top left. */
export function place(frame: Frame, aspect: number, point: Point): { x: number; y: number } {
  return {
    x: 0.5 + kmEast(frame.centre, point) / frame.widthKm,
    y: 0.5 - (kmNorth(frame.centre, point) / frame.widthKm) * aspect,
  };
}

/** A round step for the grid so that about five cells fit: 0.5, 1, 2, 5, 10 ... km. */
export function gridStepKm(widthKm: number): number {
  const rough = widthKm / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  return step * power;
}

export interface Placed<T> {
  x: number;
  y: number;
  members: readonly T[];
}

/** Pins that would cover one another share one mark; `cell` is its size in shares of the picture. */
export function clustered<T>(
  pins: readonly { x: number; y: number; pin: T }[],
  cell: { width: number; height: number },
): Placed<T>[] {
  const groups: { x: number; y: number; members: T[] }[] = [];
  for (const { x, y, pin } of pins) {
    const near = groups.find(
      (group) => Math.abs(group.x - x) < cell.width && Math.abs(group.y - y) < cell.height,
    );
    if (near) near.members.push(pin);
    else groups.push({ x, y, members: [pin] });
  }
  return groups;
}
