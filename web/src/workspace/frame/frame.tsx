import { Navigate, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useSyncExternalStore } from "react";
import { currentDensity, watchDensity } from "@/lib/density";
import { rememberReturn } from "@/lib/return-path";
import { storedSession, watchSession } from "@/lib/session-store";
import { Desk } from "@/ui/desk/desk";
import "./frame.css";
import "./menu.css";

/** The workspace around every screen: who is signed in, and how dense she likes it. */
export function Frame() {
  const session = useSyncExternalStore(watchSession, storedSession);
  const density = useSyncExternalStore(watchDensity, currentDensity);
  const href = useRouterState({ select: (state) => state.location.href });
  useEffect(() => {
    document.documentElement.dataset.density = density;
    return () => {
      delete document.documentElement.dataset.density;
    };
  }, [density]);
  if (!session) {
    rememberReturn(href);
    return <Navigate to="/login" replace />;
  }
  return (
    <Desk>
      <Outlet />
    </Desk>
  );
}
