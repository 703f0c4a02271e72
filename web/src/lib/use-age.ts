import { useEffect, useState } from "react";

/** Whole seconds since `updatedAt` (Date.now), renewed every ten seconds. */
export function useAge(updatedAt: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.round((now - updatedAt) / 1000));
}
