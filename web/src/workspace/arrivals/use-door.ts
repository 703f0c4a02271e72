import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { readCalendar } from "@/api/desk-calls";
import { addDays } from "@/lib/civil";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { serverNow } from "@/lib/server-clock";
import { useOnline } from "@/lib/use-online";
import { useZone } from "@/lib/zone";
import { elsewhere, letIn, sendKept, whyNot } from "./answers";
import { judge, plainCode, type Verdict } from "./judge";
import { type Arrival, keepArrivals, keptArrivals } from "./queue";
import { sound } from "./sound";

const POLL_MS = 30_000;
const RETRY_MS = 15_000;

/** Who was let in on this device while nothing could be sent; sent as soon as it can be. */
function useKept(vendorId: string) {
  const { t } = useLanguage();
  const online = useOnline();
  const client = useQueryClient();
  const [kept, setKept] = useState(() => keptArrivals(vendorId));
  const sending = useRef(false);
  const change = useCallback(
    (next: (before: Arrival[]) => Arrival[]) => {
      const changed = next(keptArrivals(vendorId));
      keepArrivals(vendorId, changed);
      setKept(changed);
    },
    [vendorId],
  );
  const flush = useCallback(async () => {
    if (sending.current) return;
    sending.current = true;
    const before = keptArrivals(vendorId);
    const left = await sendKept(before, t);
    // Somebody may have been let in meanwhile.
    const tried = new Set(before.map(({ key }) => key));
    change((now) => [...left, ...now.filter(({ key }) => !tried.has(key))]);
    sending.current = false;
    client.invalidateQueries({ queryKey: ["calendar", vendorId] });
  }, [vendorId, t, change, client]);
  const waiting = kept.some(({ refusal }) => !refusal);
  useEffect(() => {
    if (!online || !waiting) return;
    void flush();
    const timer = setInterval(() => void flush(), RETRY_MS);
    return () => clearInterval(timer);
  }, [online, waiting, flush]);
  return { kept, change };
}

/** The door of a business: codes come in, verdicts come out, with and without a connection. */
export function useDoor(vendorId: string) {
  const { locale } = useLanguage();
  const client = useQueryClient();
  const zone = useZone();
  const localNow = () => zone.localAt(serverNow());
  const today = zone.dateAt(serverNow());
  const { kept, change } = useKept(vendorId);
  const [verdict, setVerdict] = useState<Verdict>();
  const [busy, setBusy] = useState(false);
  const day = useQuery({
    queryKey: ["calendar", vendorId, today, addDays(today, 2), locale],
    queryFn: ({ signal }) => readCalendar(vendorId, today, addDays(today, 2), signal),
    refetchInterval: POLL_MS,
  });

  const answer = async (code: string): Promise<Verdict> => {
    let first = judge(code, day.data?.visits ?? [], kept, localNow());
    if (first.kind === "unknown") {
      const found = await elsewhere(vendorId, code).catch(() => undefined);
      if (found) first = judge(code, [found], kept, localNow());
    }
    if (first.kind === "already" && !first.at) return whyNot(first.visit).catch(() => first);
    if (first.kind !== "welcome") return first;
    const { visit } = first;
    const key = randomKey();
    const told = await letIn(visit, key);
    if (told) return told;
    const at = new Date(serverNow()).toISOString();
    const name = visit.name ?? visit.code;
    change((before) => [...before, { bookingId: visit.bookingId, name, at, key }]);
    return { ...first, unsent: true };
  };

  const scan = async (text: string) => {
    const code = plainCode(text);
    if (!code || busy || verdict) return;
    setBusy(true);
    try {
      const found = await answer(code);
      sound(found.kind === "welcome" ? "yes" : "no");
      setVerdict(found);
      client.invalidateQueries({ queryKey: ["calendar", vendorId] });
    } finally {
      setBusy(false);
    }
  };
  const next = useCallback(() => setVerdict(undefined), []);
  const forget = (key: string) => change((before) => before.filter((one) => one.key !== key));
  return { today, day, kept, verdict, busy, scan, next, forget };
}
