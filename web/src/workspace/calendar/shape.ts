import type { CSSProperties } from "react";
import type { Board } from "./model";

/** How a board is laid on the screen: time runs down for hours, to the right for nights. */
export interface Shape {
  nights: boolean;
  from: number;
  to: number;
}

export const shapeOf = ({ nights, from, to }: Board): Shape => ({ nights, from, to });

interface Spot {
  at: number;
  length: number;
  lane: number;
  lanes: number;
}

export const LANE_PX = 40;

export function placeOf(shape: Shape, { at, length, lane, lanes }: Spot): CSSProperties {
  if (shape.nights) {
    // A stay begins in the afternoon of its first day and ends before noon of its last.
    const days = shape.to - shape.from;
    const start = Math.max(0, at + 0.5);
    const end = Math.min(days, at + length + 0.5);
    return {
      insetInlineStart: `calc(${(start / days) * 100}% + 2px)`,
      inlineSize: `calc(${((end - start) / days) * 100}% - 4px)`,
      insetBlockStart: lane * LANE_PX + 4,
      blockSize: LANE_PX - 6,
    };
  }
  return {
    insetBlockStart: `calc(${at - shape.from} * var(--minute))`,
    blockSize: `calc(${length} * var(--minute) - 2px)`,
    insetInlineStart: `calc(${(lane / lanes) * 100}% + 3px)`,
    inlineSize: `calc(${100 / lanes}% - 6px)`,
  };
}
