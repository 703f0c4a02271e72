import { useMutation, useQueryClient } from "@tanstack/react-query";
import { mergeClients, splitClients } from "@/api/desk-calls";
import type { components } from "@/api/v1";
import { phoneText } from "@/lib/format/phone";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { mayOpen } from "@/workspace/frame/sections";

type Card = components["schemas"]["ClientCard"];
type Likeness = components["schemas"]["LikenessView"];

/** Other cards of this person: what was merged can be separated again, what looks alike can be merged. */
export function SamePerson({ card }: { card: Card }) {
  const { t } = useLanguage();
  const { id, role } = useBusiness();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["clients", id] });
  const split = useMutation({
    mutationFn: (otherId: string) => splitClients(id, card.clientId, otherId),
    onSettled: refresh,
  });
  const merge = useMutation({
    mutationFn: (otherId: string) => mergeClients(id, card.clientId, otherId),
    onSuccess: (_, otherId) =>
      showToast(t("client.mergedDone"), {
        label: t("move.undo"),
        run: () => split.mutate(otherId),
      }),
    onSettled: refresh,
  });
  if (!mayOpen(role, "manager")) return null;
  const error = merge.error ?? split.error;
  return (
    <>
      {error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, error)}</Notice>
        </div>
      ) : null}
      {card.alike.length > 0 ? (
        <section className="client-same" aria-label={t("client.alike")}>
          <h3>{t("client.alike")}</h3>
          <p className="second small">{t("client.mergeHint")}</p>
          <Cards cards={card.alike} deed={t("client.merge")} busy={merge} />
        </section>
      ) : null}
      {card.merged.length > 0 ? (
        <section className="client-same" aria-label={t("client.mergedList")}>
          <h3>{t("client.mergedList")}</h3>
          <Cards cards={card.merged} deed={t("client.split")} busy={split} />
        </section>
      ) : null}
    </>
  );
}

interface CardsProps {
  cards: Likeness[];
  deed: string;
  busy: { isPending: boolean; mutate: (otherId: string) => void };
}

function Cards({ cards, deed, busy }: CardsProps) {
  const { t } = useLanguage();
  return (
    <ul>
      {cards.map((one) => (
        <li key={one.clientId}>
          <span className="client-name">
            <b>{one.name || t("client.nameless")}</b>
            <small className="second numeric">{one.phone ? phoneText(one.phone) : one.email}</small>
          </span>
          <Button
            look="secondary"
            disabled={busy.isPending}
            onClick={() => busy.mutate(one.clientId)}
          >
            {deed}
          </Button>
        </li>
      ))}
    </ul>
  );
}
