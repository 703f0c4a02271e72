import { useEffect } from "react";

/** The tab's title; the server writes the same one into the first reply. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · SmartBooking`;
  }, [title]);
}
