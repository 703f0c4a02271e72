import { useEffect, useSyncExternalStore } from "react";
import { currentToast, hideToast, watchToast } from "@/lib/toast";
import "./dialog.css";

const SHOWN_MS = 6_000;

export function Toasts() {
  const toast = useSyncExternalStore(watchToast, currentToast);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(hideToast, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toasts no-print" role="status" aria-live="polite">
      {toast ? (
        <div className="toast" key={toast.id}>
          {toast.text}
        </div>
      ) : null}
    </div>
  );
}
