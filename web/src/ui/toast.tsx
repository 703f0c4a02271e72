import { useEffect, useSyncExternalStore } from "react";
import { currentToast, hideToast, watchToast } from "@/lib/toast";
import "./dialog.css";

const SHOWN_MS = 6_000;
const UNDO_MS = 8_000;

export function Toasts() {
  const toast = useSyncExternalStore(watchToast, currentToast);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(hideToast, toast.action ? UNDO_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toasts no-print" role="status" aria-live="polite">
      {toast ? (
        <div className="toast" key={toast.id}>
          {toast.text}
          {toast.action ? (
            <button
              type="button"
              className="toast-action"
              onClick={() => {
                hideToast();
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
