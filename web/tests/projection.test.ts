import { describe, expect, it } from "vitest";
import { clustered, frameOf, gridStepKm, kmEast, kmNorth, place } from "@/lib/projection";

const ALMATY = { lat: 43.238, lon: 76.945 };

describe("the schematic map", () => {
  it("keeps true distances", () => {
    // One degree of latitude is 111.3 km everywhere, of longitude 81.1 km at Almaty.
    expect(kmNorth(ALMATY, { lat: 44.238, lon: 76.945 })).toBeCloseTo(111.32, 1);
    expect(kmEast(ALMATY, { lat: 43.238, lon: 77.945 })).toBeCloseTo(81.1, 1);
  });

  it("shows every point inside the picture with a margin", () => {
    const points = [ALMATY, { lat: 43.2, lon: 76.8 }, { lat: 43.3, lon: 77.05 }];
    for (const aspect of [0.5, 1, 1.8]) {
      const frame = frameOf(points, aspect);
      if (!frame) throw new Error("no frame");
      for (const point of points) {
        const { x, y } = place(frame, aspect, point);
        expect(x).toBeGreaterThan(0.05);
        expect(x).toBeLessThan(0.95);
        expect(y).toBeGreaterThan(0.05);
        expect(y).toBeLessThan(0.95);
      }
    }
  });

  it("uses round grid steps", () => {
    expect([3, 7, 12, 40, 900].map(gridStepKm)).toEqual([1, 2, 5, 10, 200]);
  });

  it("joins pins that would cover one another and loses none", () => {
    const pins = Array.from({ length: 2000 }, (_, n) => ({
      x: (n % 50) / 50,
      y: n / 2000,
      pin: n,
    }));
    const groups = clustered(pins, { width: 0.1, height: 0.05 });

    const close = groups.flatMap((one, n) =>
      groups
        .slice(n + 1)
        .filter((two) => Math.abs(one.x - two.x) < 0.1 && Math.abs(one.y - two.y) < 0.05),
    );
    expect(close).toEqual([]);
    expect(groups.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(
      pins.map(({ pin }) => pin),
    );
  });
});
