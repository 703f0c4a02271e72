import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { stopActing } from "@/api/acting-calls";
import { type Acting, endActing, secondsToAct } from "@/lib/acting-store";
import { clockFace } from "@/lib/hold-clock";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/states";
import "./acting-frame.css";

function useSecondsLeft(acting: Acting): number {
  const [left, setLeft] = useState(() => secondsToAct(acting));
  useEffect(() => {
    const tick = () => {
      const now = secondsToAct(acting);
      setLeft(now);
      if (now === 0) endActing();
    };
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [acting]);
  return left;
}

/** Back by a full load: nothing of the person stays in memory. */
function leave({ userId }: Acting): void {
  sessionStorage.clear();
  location.assign(`/ops/people/${userId}`);
}

function Ended({ acting }: { acting: Acting }) {
  const { t } = useLanguage();
  return (
    <main className="page narrow" id="main">
      <EmptyState title={t("acting.ended", { name: acting.name })} text={t("acting.endedText")}>
        <Button onClick={() => leave(acting)}>{t("acting.back")}</Button>
      </EmptyState>
    </main>
  );
}

function Bar({ acting }: { acting: Acting }) {
  const { t } = useLanguage();
  const left = useSecondsLeft(acting);
  const stop = useMutation({
    mutationFn: () => stopActing(acting.id),
    // Whatever the server said, this tab does nothing more in the person's name.
    onSettled: () => {
      endActing();
      leave(acting);
    },
  });
  return (
    <section className="acting-bar" aria-label={t("acting.label")}>
      <p>
        <strong>{t("acting.for", { name: acting.name })}</strong>
        <span className="acting-why">{t("acting.why", { reason: acting.reason })}</span>
      </p>
      <span className="acting-left numeric" role="timer">
        {t("acting.left", { time: clockFace(left) })}
      </span>
      <Button look="secondary" busy={stop.isPending} onClick={() => stop.mutate()}>
        {t("acting.end")}
      </Button>
    </section>
  );
}

/** Red around every page while an operator acts in somebody's name: whose, why, and how long still. */
export function ActingFrame({ acting, children }: { acting: Acting; children: ReactNode }) {
  if (!acting.accessToken) return <Ended acting={acting} />;
  return (
    <div className="acting">
      <Bar acting={acting} />
      {children}
      <div className="acting-edge" aria-hidden="true" />
    </div>
  );
}
