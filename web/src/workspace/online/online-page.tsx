import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listSales, type SaleRow } from "@/api/sale-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { phoneText } from "@/lib/format/phone";
import { dateWithYear } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { EmptyState, ErrorState, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { mayOpen } from "@/workspace/frame/sections";
import { RefundForm } from "./refund-form";
import { ShopCard } from "./shop-card";
import "./online.css";

const STATUSES: Record<SaleRow["status"], { label: MessageId; tone: "ok" | "warn" | "plain" }> = {
  awaiting_payment: { label: "online.awaitingPayment", tone: "warn" },
  issued: { label: "online.issued", tone: "ok" },
  expired: { label: "online.expired", tone: "plain" },
  returned: { label: "online.returned", tone: "plain" },
  refunded: { label: "online.refunded", tone: "plain" },
};
const KINDS: Record<SaleRow["kind"], MessageId> = {
  gift_card: "online.giftCard",
  pass: "online.pass",
  membership: "online.membership",
};

/** V16: what the business sells online, and everything that was bought. */
export function OnlinePage() {
  const { t } = useLanguage();
  const { id } = useBusiness();
  usePageTitle(t("desk.online"));
  const [back, setBack] = useState<SaleRow>();
  const found = useInfiniteQuery({
    queryKey: ["online-sales", id],
    queryFn: ({ pageParam }) => listSales(id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.before ?? undefined,
  });
  const rows = found.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head">
        <h1>{t("desk.online")}</h1>
      </div>
      <ShopCard />
      <h2>{t("online.sales")}</h2>
      {found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={240} /> : null}
      {found.data && rows.length === 0 ? (
        <EmptyState title={t("online.none")} text={t("online.noneHint")} />
      ) : null}
      {rows.length > 0 ? (
        <ul className="card online-list">
          {rows.map((sale) => (
            <Row key={sale.id} sale={sale} onBack={() => setBack(sale)} />
          ))}
        </ul>
      ) : null}
      {found.hasNextPage ? (
        <Button
          look="secondary"
          busy={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t("online.more")}
        </Button>
      ) : null}
      <Dialog
        title={t("online.refund")}
        open={back !== undefined}
        onClose={() => setBack(undefined)}
      >
        {back ? <RefundForm sale={back} onDone={() => setBack(undefined)} /> : null}
      </Dialog>
    </div>
  );
}

function Row({ sale, onBack }: { sale: SaleRow; onBack: () => void }) {
  const { t, locale } = useLanguage();
  const { role } = useBusiness();
  const { label, tone } = STATUSES[sale.status];
  const contact = sale.buyerPhone ? phoneText(sale.buyerPhone) : sale.buyerEmail;
  return (
    <li>
      <span className="online-what">
        <b>{sale.name || t(KINDS[sale.kind])}</b>
        <small className="second">
          {dateWithYear(locale, datePart(sale.createdAt))}
          {sale.name ? ` · ${t(KINDS[sale.kind])}` : ""}
        </small>
      </span>
      <span className="online-who">
        {sale.buyerName}
        <small className="second numeric">
          {contact}
          {sale.recipient ? ` · ${t("online.for", { name: sale.recipient })}` : ""}
        </small>
      </span>
      <span className="online-tag">
        <Tag tone={tone}>{t(label)}</Tag>
      </span>
      <b className="numeric online-sum">{money(locale, sale.price, sale.currency)}</b>
      <span className="online-act">
        {sale.status === "issued" && mayOpen(role, "manager") ? (
          <Button look="secondary" onClick={onBack}>
            {t("online.refund")}
          </Button>
        ) : null}
      </span>
    </li>
  );
}
