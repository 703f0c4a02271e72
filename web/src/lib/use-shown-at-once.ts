import { useCallback, useState } from "react";
import { afterPaint } from "@/lib/after-paint";

/**
 * A choice that belongs to somebody else (the address, a query) and is shown the moment it is made:
 * what depends on it follows after that frame. What the owner says next always wins.
 */
export function useShownAtOnce<T>(owned: T, choose: (value: T) => void): [T, (value: T) => void] {
  const [shown, setShown] = useState(owned);
  const [seen, setSeen] = useState(owned);
  if (!Object.is(seen, owned)) {
    setSeen(owned);
    setShown(owned);
  }
  const show = useCallback(
    (value: T) => {
      setShown(value);
      afterPaint(() => choose(value));
    },
    [choose],
  );
  return [shown, show];
}
