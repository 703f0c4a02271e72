import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import "./dialog.css";

type Show = (text: string) => void;

const ToastContext = createContext<Show>(() => undefined);
const SHOWN_MS = 6_000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<{ id: number; text: string } | null>(null);
  const show = useCallback<Show>((text) => {
    setToast((before) => ({ id: (before?.id ?? 0) + 1, text }));
  }, []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts no-print" role="status" aria-live="polite">
        {toast ? (
          <div className="toast" key={toast.id}>
            {toast.text}
          </div>
        ) : null}
      </div>
    </ToastContext>
  );
}

export function useToast(): Show {
  return useContext(ToastContext);
}
