import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { readSwitchEffect, type SwitchCode, turnSwitch } from "@/api/switch-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

export const SWITCH_WORDS: Record<SwitchCode, readonly [MessageId, MessageId]> = {
  new_accounts: ["ops.swNewAccounts", "ops.swNewAccountsText"],
  new_businesses: ["ops.swNewBusinesses", "ops.swNewBusinessesText"],
  call_requests: ["ops.swCallRequests", "ops.swCallRequestsText"],
  customer_moves: ["ops.swCustomerMoves", "ops.swCustomerMovesText"],
  gift_card_sale: ["ops.swGiftCardSale", "ops.swGiftCardSaleText"],
};
const LEAST = 5;

interface TurnProps {
  code: SwitchCode;
  on: boolean;
  vendorId?: string | undefined;
}

function Effect({ code, vendorId }: Omit<TurnProps, "on">) {
  const { t } = useLanguage();
  const found = useQuery({
    queryKey: ["ops-switch-effect", code, vendorId],
    queryFn: () => readSwitchEffect(code, vendorId),
    staleTime: 0,
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={48} />;
  return (
    <Notice tone="plain">{t("ops.swUsed", { n: found.data.used, days: found.data.days })}</Notice>
  );
}

function Form({ code, on, vendorId, onDone }: TurnProps & { onDone: () => void }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const turn = useMutation({
    mutationFn: () => turnSwitch({ code, on: !on, reason: reason.trim(), vendorId }),
    onSuccess: (now) => {
      queries.setQueryData(["ops-switches"], now);
      onDone();
    },
  });
  return (
    <form
      className="ops-form"
      onSubmit={(event) => {
        event.preventDefault();
        turn.mutate();
      }}
    >
      <p className="second">{t(SWITCH_WORDS[code][1])}</p>
      <Effect code={code} vendorId={vendorId} />
      <Field
        label={t("ops.swReason")}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {turn.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, turn.error)}</Notice>
        </div>
      ) : null}
      <Button
        type="submit"
        look={on ? "danger" : "primary"}
        disabled={reason.trim().length < LEAST}
        busy={turn.isPending}
      >
        {t(on ? "ops.swTurnOff" : "ops.swTurnOn")}
      </Button>
    </form>
  );
}

/** Turns one switch, after saying in numbers what it touches; always with a reason. */
export function TurnSwitch(props: TurnProps) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="secondary" onClick={() => setOpen(true)}>
        {t(props.on ? "ops.swTurnOff" : "ops.swTurnOn")}
      </Button>
      <Dialog title={t(SWITCH_WORDS[props.code][0])} open={open} onClose={() => setOpen(false)}>
        <Form {...props} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
