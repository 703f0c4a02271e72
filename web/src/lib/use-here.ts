import { useState } from "react";

export interface Here {
  lat: number;
  lon: number;
}

const WAIT_MS = 10_000;
/** About a hundred metres: enough to sort by distance, and less to tell anybody. */
const rounded = (degrees: number): number => Math.round(degrees * 1000) / 1000;

/** Where the visitor is, asked only after she wished it; known for as long as the page is open. */
export function useHere() {
  const [here, setHere] = useState<Here>();
  const [locating, setLocating] = useState(false);
  const [failed, setFailed] = useState(false);
  const locate = () => {
    if (locating) return;
    setFailed(false);
    if (!("geolocation" in navigator)) {
      setFailed(true);
      return;
    }
    setLocating(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating(false);
        setHere({ lat: rounded(coords.latitude), lon: rounded(coords.longitude) });
      },
      () => {
        setLocating(false);
        setFailed(true);
      },
      { timeout: WAIT_MS, maximumAge: 300_000 },
    );
  };
  return { here, locating, failed, locate, forget: () => setHere(undefined) };
}
