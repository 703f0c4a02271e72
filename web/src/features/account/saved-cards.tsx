import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import {
  readSavedCards,
  removeSavedCard,
  SAVED_CARDS,
  type SavedCard,
} from "@/api/saved-card-calls";
import { cardExpiry, cardName } from "@/lib/card-name";
import { useLanguage } from "@/lib/i18n";
import { storedSession, watchSession } from "@/lib/session-store";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorState, Skeleton, Tag } from "@/ui/states";

/** Cards kept for next time; any of them can be removed, here and at the payment provider. */
export function SavedCards() {
  const { t } = useLanguage();
  const [leaving, setLeaving] = useState<SavedCard>();
  const session = useSyncExternalStore(watchSession, storedSession);
  const { data, error, refetch } = useQuery({
    queryKey: [...SAVED_CARDS, session?.name],
    queryFn: readSavedCards,
  });
  return (
    <section className="card account-part">
      <h2>{t("savedCards.title")}</h2>
      <p className="small second">{data?.length ? t("savedCards.text") : t("savedCards.none")}</p>
      {error && !data ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
      {data || error ? null : <Skeleton height={64} />}
      <ul>
        {data?.map((card) => (
          <li key={card.id} className="device">
            <div>
              <p>
                {cardName(card)}{" "}
                {card.expired ? <Tag tone="warn">{t("savedCards.expired")}</Tag> : null}
              </p>
              <p className="small muted">{t("savedCards.until", { date: cardExpiry(card) })}</p>
            </div>
            <Button
              look="quiet"
              aria-label={`${t("savedCards.remove")}: ${cardName(card)}`}
              onClick={() => setLeaving(card)}
            >
              {t("savedCards.remove")}
            </Button>
          </li>
        ))}
      </ul>
      <Dialog
        title={t("savedCards.removeTitle")}
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
      >
        {leaving ? <Leaving card={leaving} onDone={() => setLeaving(undefined)} /> : null}
      </Dialog>
    </section>
  );
}

function Leaving({ card, onDone }: { card: SavedCard; onDone: () => void }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeSavedCard(card.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: SAVED_CARDS });
      showToast(t("savedCards.removed"));
      onDone();
    },
  });
  return (
    <div className="stack">
      <p>{t("savedCards.removeText", { card: cardName(card) })}</p>
      {remove.error ? <ErrorState error={remove.error} /> : null}
      <Button wide look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
        {t("savedCards.remove")}
      </Button>
    </div>
  );
}
