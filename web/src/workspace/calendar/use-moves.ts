import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type DeskCalendar, type DeskVisit, type LineWanted, moveBooking } from "@/api/desk-calls";
import { addDays } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { type Translate, useLanguage } from "@/lib/i18n";
import type { Locale } from "@/lib/locale";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { localAt } from "./clock";
import type { Landing } from "./drag";
import type { Board } from "./model";
import { lineAt } from "./rules";
import { calendarKey, merged } from "./use-calendar";

/** The visit as it would stand after landing, shown before the server has answered. */
function landed(board: Board, { piece, track, at, length }: Landing): DeskVisit | undefined {
  const target = board.tracks[track];
  const { visit, part } = piece;
  if (!target || !visit || !part) return undefined;
  const bounds = board.nights
    ? {
        startDate: addDays(target.date, at),
        endDate: addDays(target.date, at + length),
        startLocal: `${addDays(target.date, at)}T00:00`,
        endLocal: `${addDays(target.date, at + length)}T00:00`,
      }
    : { startLocal: localAt(target.date, at), endLocal: localAt(target.date, at + length) };
  const parts = visit.parts.map((each) => ({
    ...each,
    ...bounds,
    ...(each.resourceId === part.resourceId ? { resourceId: target.resourceId } : {}),
  }));
  return { ...visit, parts };
}

interface Move {
  before: DeskVisit;
  after: DeskVisit;
  line: LineWanted;
  back?: LineWanted;
  /** The price staff has read and agreed to, where money was paid at another. */
  agreedTotal?: number;
}

/** A paid visit at another price is moved only after somebody has read what that means. */
function priceAsked(t: Translate, locale: Locale, error: Error, before: number) {
  if (!(error instanceof ApiProblem) || error.problem.code !== "price-changed") return undefined;
  const { total, refund, toPay, currency } = error.problem;
  if (total == null || !currency) return undefined;
  const words = (amount: number) => money(locale, amount, currency);
  const text = [
    t("move.priceText", { after: words(total), before: words(before) }),
    refund ? t("move.clientRefund", { amount: words(refund) }) : "",
    toPay ? t("move.clientPays", { amount: words(toPay) }) : "",
  ];
  return { text: text.filter(Boolean).join(" "), total };
}

/** Moving with undo: shown at once, taken back with the reason when the server refuses. */
export function useMoves(vendorId: string, onRefused: (bookingId: string) => void) {
  const { t, locale } = useLanguage();
  const client = useQueryClient();
  const put = useCallback(
    (visit: DeskVisit) =>
      client.setQueriesData<DeskCalendar>({ queryKey: calendarKey(vendorId) }, (calendar) =>
        calendar ? merged(calendar, [visit]) : calendar,
      ),
    [client, vendorId],
  );
  const { mutate } = useMutation({
    mutationFn: ({ before, line, agreedTotal }: Move) =>
      moveBooking(before.bookingId, [line], before.version, agreedTotal),
    onMutate: ({ after }) => put(after),
    onError: (error, wanted) => {
      const { before } = wanted;
      onRefused(before.bookingId);
      put(before);
      const asked = priceAsked(t, locale, error, before.total);
      if (asked) {
        const { text, total } = asked;
        return showToast(text, {
          label: t("move.anyway"),
          run: () => mutate({ ...wanted, agreedTotal: total }),
        });
      }
      const stale = error instanceof ApiProblem && error.problem.code === "stale-version";
      showToast(stale ? t("move.stale") : problemText(t, error));
    },
    onSuccess: (booking, move) => {
      const now = { ...move.after, version: booking.version, total: booking.totalPrice };
      put(now);
      const { back, before } = move;
      if (!back) return showToast(t("move.undone"));
      showToast(t("move.done"), {
        label: t("move.undo"),
        run: () =>
          mutate({ before: now, after: { ...before, version: booking.version }, line: back }),
      });
    },
    onSettled: (_booking, _error, { before }) => {
      client.invalidateQueries({ queryKey: ["changes", vendorId] });
      client.invalidateQueries({ queryKey: ["booking", before.bookingId] });
    },
  });
  return useCallback(
    (board: Board, landing: Landing) => {
      const { piece } = landing;
      const after = landed(board, landing);
      const line = lineAt(board, landing);
      const back = lineAt(board, { ...landing, ...piece, piece });
      if (piece.visit && after && line && back) mutate({ before: piece.visit, after, line, back });
    },
    [mutate],
  );
}
