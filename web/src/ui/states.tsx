import { CircleAlert, CircleCheck, CloudOff, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { Button } from "./button";
import "./states.css";

/** Holds the place of what is loading, at its size; shown only after 150 ms. */
export function Skeleton({ height, width = "100%" }: { height: number; width?: string | number }) {
  return (
    <span
      className="skeleton"
      style={{ blockSize: height, inlineSize: width }}
      aria-hidden="true"
    />
  );
}

export function EmptyState({
  title,
  text,
  children,
}: {
  title: string;
  text?: string;
  children?: ReactNode;
}) {
  return (
    <div className="state card">
      <SearchX size={28} aria-hidden="true" />
      <h2>{title}</h2>
      {text ? <p className="second">{text}</p> : null}
      {children ? <div className="row">{children}</div> : null}
    </div>
  );
}

/** What happened and what to do; the code in small text is for the support call. */
export function ErrorState({
  error,
  title,
  onRetry,
  children,
}: {
  error: unknown;
  title?: string;
  onRetry?: (() => void) | undefined;
  children?: ReactNode;
}) {
  const { t } = useLanguage();
  const problem = error instanceof ApiProblem ? error.problem : undefined;
  return (
    <div className="state card" role="alert">
      {problem ? (
        <CircleAlert size={28} aria-hidden="true" />
      ) : (
        <CloudOff size={28} aria-hidden="true" />
      )}
      <h2>{title ?? t(problem ? "error.title" : "error.connection")}</h2>
      <p className="second">{problemText(t, error)}</p>
      <div className="row">
        {onRetry ? <Button onClick={onRetry}>{t("error.retry")}</Button> : null}
        {children}
      </div>
      {problem?.requestId ? (
        <p className="muted small">
          {t("error.support")} {problem.requestId}
        </p>
      ) : null}
    </div>
  );
}

type Tone = "ok" | "warn" | "bad" | "sun" | "plain";

const STATUS: Record<string, { tone: Tone; label: MessageId }> = {
  held: { tone: "sun", label: "status.held" },
  pending_payment: { tone: "warn", label: "status.pendingPayment" },
  awaiting_approval: { tone: "warn", label: "status.requested" },
  requested: { tone: "warn", label: "status.requested" },
  pending_approval: { tone: "warn", label: "status.requested" },
  confirmed: { tone: "ok", label: "status.confirmed" },
  in_progress: { tone: "sun", label: "status.inProgress" },
  abandoned: { tone: "plain", label: "status.abandoned" },
  refunded_unavailable: { tone: "bad", label: "status.refundedUnavailable" },
  checked_in: { tone: "ok", label: "status.checkedIn" },
  completed: { tone: "plain", label: "status.completed" },
  cancelled: { tone: "bad", label: "status.cancelled" },
  declined: { tone: "bad", label: "status.declined" },
  expired: { tone: "plain", label: "status.expired" },
  no_show: { tone: "bad", label: "status.noShow" },
};

export function StatusTag({ status }: { status: string }) {
  const { t } = useLanguage();
  const known = STATUS[status.toLowerCase()];
  return <Tag tone={known?.tone ?? "plain"}>{known ? t(known.label) : status}</Tag>;
}

export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

export function Notice({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = tone === "sun" || tone === "ok" ? CircleCheck : CircleAlert;
  return (
    <div className={`notice ${tone}`}>
      <Icon size={18} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
