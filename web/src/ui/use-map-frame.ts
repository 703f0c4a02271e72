import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import {
  type Bounds,
  boundsOf,
  type Frame,
  frameOf,
  frameOfArea,
  moved,
  type Point,
  zoomed,
} from "@/lib/projection";

interface Drag {
  x: number;
  y: number;
  frame: Frame;
  moved: boolean;
}

interface Size {
  width: number;
  height: number;
}

const STEP = 0.2;
const NEARER = 0.6;
const LEAST_DRAG = 6;
const KEYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

/** Which part of the world the map shows: all its pins, until somebody moves it. */
export function useMapFrame(
  points: readonly Point[],
  { width, height }: Size,
  area: string | undefined,
  onMove?: ((bounds: Bounds) => void) | undefined,
) {
  const aspect = width / Math.max(1, height);
  const whole = useMemo(() => frameOf(points, aspect), [points, aspect]);
  const [own, setOwn] = useState<Frame>();
  const drag = useRef<Drag>(undefined);
  const [seen, setSeen] = useState(area);
  if (seen !== area) {
    setSeen(area);
    // The area was taken off the search: back to where everything is.
    if (area === undefined) setOwn(undefined);
  }
  const frame = own ?? (area ? frameOfArea(area, aspect) : undefined) ?? whole;
  const settle = (next: Frame) => {
    setOwn(next);
    onMove?.(boundsOf(next, aspect));
  };
  const shifted = ({ x, y, frame: from }: Drag, event: PointerEvent): Frame =>
    moved(from, aspect, (event.clientX - x) / width, (event.clientY - y) / height);
  return {
    frame,
    aspect,
    zoomIn: () => frame && settle(zoomed(frame, NEARER)),
    zoomOut: () => frame && settle(zoomed(frame, 1 / NEARER)),
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (!frame || (event.target instanceof Element && event.target.closest("button"))) return;
        drag.current = { x: event.clientX, y: event.clientY, frame, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event: PointerEvent) => {
        const from = drag.current;
        if (!from) return;
        from.moved ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > LEAST_DRAG;
        if (from.moved) setOwn(shifted(from, event));
      },
      onPointerUp: (event: PointerEvent) => {
        const from = drag.current;
        drag.current = undefined;
        if (from?.moved) settle(shifted(from, event));
      },
      onPointerCancel: () => {
        drag.current = undefined;
      },
      onKeyDown: (event: KeyboardEvent) => {
        const step = KEYS[event.key];
        if (!frame || !step || event.target !== event.currentTarget) return;
        event.preventDefault();
        settle(moved(frame, aspect, step[0], step[1]));
      },
    },
  };
}
