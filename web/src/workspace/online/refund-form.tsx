import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refundSale, type SaleRow } from "@/api/sale-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form } from "@/workspace/frame/desk-form";

/** All of it back, while nobody has used it. */
export function RefundForm({ sale, onDone }: { sale: SaleRow; onDone: () => void }) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [key] = useState(randomKey);
  const [reason, setReason] = useState("");
  const send = useMutation({
    mutationFn: () => refundSale(id, sale.id, reason.trim(), key),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["online-sales", id] });
      onDone();
    },
  });
  return (
    <Form onSend={() => send.mutate()}>
      <p>{t("online.refundText")}</p>
      <Field
        label={t("online.reason")}
        name="reason"
        required
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <Failed error={send.error} />
      <Button type="submit" wide busy={send.isPending} disabled={reason.trim().length < 3}>
        {t("online.refund")} · {money(locale, sale.price, sale.currency)}
      </Button>
    </Form>
  );
}
