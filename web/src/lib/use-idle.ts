import { useEffect, useState } from "react";

// A browser without idle callbacks (Safari): after what a page usually needs to become quiet.
const QUIET_MS = 1_500;

/** False until the browser has nothing better to do for the first time. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const settle = () => setIdle(true);
    if ("requestIdleCallback" in window) {
      const asked = requestIdleCallback(settle);
      return () => cancelIdleCallback(asked);
    }
    const timer = setTimeout(settle, QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return idle;
}
