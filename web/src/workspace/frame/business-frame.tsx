import { useRouterState } from "@tanstack/react-router";
import { WifiOff } from "lucide-react";
import {
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useLanguage } from "@/lib/i18n";
import { type Shortcut, useShortcuts } from "@/lib/shortcuts";
import { useIdle } from "@/lib/use-idle";
import { useOnline } from "@/lib/use-online";
import { BusinessGate } from "./business";
import { KeyboardHelp } from "./help";
import { openNewBooking } from "./layers";
import { BottomBar, SideNavigation } from "./navigation";

const CommandBar = lazy(() => import("./command-bar").then((m) => ({ default: m.CommandBar })));

/** After a change of page the focus goes to its start, as it would after a full load. */
function useFocusOnNavigation() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}

/** One business: its navigation, its command bar, the screen, and what lies beside the screen. */
export function BusinessFrame({
  vendorId,
  beside,
  children,
}: {
  vendorId: string;
  beside?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useLanguage();
  const online = useOnline();
  const idle = useIdle();
  const main = useFocusOnNavigation();
  const [keys, setKeys] = useState(false);
  const [commands, setCommands] = useState(0);
  const search = useCallback(() => setCommands((count) => count + 1), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.code !== "KeyK") return;
      event.preventDefault();
      search();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [search]);
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { key: "n", label: "keys.newBooking", run: () => openNewBooking() },
      { key: "?", label: "keys.title", run: () => setKeys(true) },
    ],
    [],
  );
  useShortcuts(shortcuts);
  return (
    <BusinessGate vendorId={vendorId}>
      <div className="desk">
        <a className="skip" href="#main">
          {t("desk.skip")}
        </a>
        <SideNavigation onSearch={search} onKeys={() => setKeys(true)} />
        <main id="main" className="desk-main" ref={main} tabIndex={-1}>
          <div role="status">
            {online ? null : (
              <div className="desk-offline">
                <WifiOff size={18} aria-hidden="true" /> {t("desk.offline")}
              </div>
            )}
          </div>
          {children}
        </main>
        {beside}
        <BottomBar onSearch={search} />
      </div>
      <KeyboardHelp open={keys} onClose={() => setKeys(false)} />
      {idle || commands > 0 ? (
        <Suspense>
          <CommandBar asked={commands} onKeys={() => setKeys(true)} />
        </Suspense>
      ) : null}
    </BusinessGate>
  );
}
