import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import {
  addException,
  moveBooking,
  type OwnerPath,
  putRules,
  putSchedule,
  readRules,
  readSchedule,
  rehearse,
  removeException,
} from "@/api/owner-calls";
import type { Span } from "@/lib/week-hours";
import { bodyOf, draftOf, type HoursDraft, sameDraft } from "./draft";

export interface Move {
  bookingId: string;
  start: string;
  end: string;
}

/** The stored hours of an owner, the draft over them, and what the draft would mean. */
export function useHours(path: OwnerPath, shown: string | undefined, preset: Span[]) {
  const queries = useQueryClient();
  const key = [path.vendor_id, path.owners, path.owner_id];
  const stored = useQuery({
    queryKey: ["hours", ...key],
    queryFn: async () => {
      const [schedule, rules] = await Promise.all([readSchedule(path), readRules(path)]);
      return { schedule, rules };
    },
  });
  const before = useMemo(
    () =>
      stored.data
        ? draftOf(stored.data.schedule, stored.data.rules.own, path.owners, preset)
        : undefined,
    [stored.data, path.owners, preset],
  );
  const [edited, setEdited] = useState<{ of: string; draft: HoursDraft }>();
  const mine = edited?.of === path.owner_id ? edited.draft : undefined;
  const draft = mine ?? before;
  const settled = useDeferredValue(draft);
  const trial = useQuery({
    queryKey: ["rehearsal", ...key, shown, settled],
    queryFn: ({ signal }) => {
      if (!settled || !stored.data) throw new Error("nothing to rehearse yet");
      const { schedule } = stored.data;
      return rehearse(
        path,
        {
          ...bodyOf(settled, schedule),
          exceptions: settled.specials,
          rules: settled.rules,
          days: 7,
          ...(shown ? { offerId: shown } : {}),
        },
        signal,
      );
    },
    enabled: settled !== undefined,
    placeholderData: (previous) => previous,
  });
  const save = useMutation({
    mutationFn: async (moves: readonly Move[]) => {
      if (!draft || !before || !stored.data) return 0;
      const { schedule, rules } = stored.data;
      const gone = before.specials.filter(
        ({ date }) => !draft.specials.some((special) => special.date === date),
      );
      for (const { date } of gone) await removeException(path, date);
      for (const special of draft.specials) {
        if (!before.specials.includes(special)) await addException(path, special);
      }
      await putRules(path, { rules: draft.rules, restrictions: rules.restrictions });
      await putSchedule(path, bodyOf(draft, schedule));
      const moved = await Promise.allSettled(
        moves.map(({ bookingId, start, end }) => moveBooking(bookingId, start, end)),
      );
      return moved.filter(({ status }) => status === "rejected").length;
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["hours"] });
      setEdited(undefined);
    },
  });
  return {
    stored,
    draft,
    trial,
    save,
    dirty: Boolean(mine && before && !sameDraft(mine, before)),
    effective: stored.data?.rules.effective,
    edit: (change: Partial<HoursDraft>) =>
      draft ? setEdited({ of: path.owner_id, draft: { ...draft, ...change } }) : undefined,
    discard: () => setEdited(undefined),
  };
}
