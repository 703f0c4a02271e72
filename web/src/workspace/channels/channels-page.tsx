import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy, Printer } from "lucide-react";
import { api, body } from "@/api/client";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { QrCard } from "@/ui/qr-card";
import { Notice } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { WidgetCard } from "./widget-card";
import "./channels.css";

/** V11: every way customers come in: the link, its code on paper, the widget. */
export function ChannelsPage() {
  const { t } = useLanguage();
  const { id, name, vendor } = useBusiness();
  const queries = useQueryClient();
  const link = `${location.origin}/at/${vendor.slug}`;
  const before = vendor.status === "draft" || vendor.status === "submitted";
  usePageTitle(t("channels.title"));
  const change = useMutation({
    mutationFn: (openByLink: boolean) =>
      body(
        api.PATCH("/api/v1/vendors/{vendor_id}", {
          params: { path: { vendor_id: id } },
          body: { version: vendor.version ?? 1, openByLink },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["vendor", id] }),
  });
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => showToast(t("channels.copied")),
      () => undefined,
    );
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head no-print">
        <h1>{t("channels.title")}</h1>
      </div>
      <section className="card channels-card no-print">
        <h2>{t("channels.link")}</h2>
        <div className="channels-link">
          <input
            className="input"
            readOnly
            aria-label={t("channels.link")}
            value={link}
            onFocus={({ target }) => target.select()}
          />
          <Button onClick={() => copy(link)}>
            <Copy size={18} aria-hidden="true" /> {t("channels.copy")}
          </Button>
        </div>
        {before ? (
          <label className="channels-check">
            <input
              type="checkbox"
              checked={vendor.openByLink ?? false}
              onChange={({ target }) => change.mutate(target.checked)}
            />
            {t("channels.byLink")}
          </label>
        ) : null}
        {before && !vendor.openByLink ? <Notice tone="warn">{t("channels.closed")}</Notice> : null}
      </section>
      <section className="card channels-card channels-poster-card">
        <h2 className="no-print">{t("channels.poster")}</h2>
        <div className="channels-poster">
          <p className="channels-poster-name">{name}</p>
          <QrCard text={link} label={t("channels.qr")} />
          <p>{t("channels.scan")}</p>
          <p className="channels-poster-link">{link.replace(/^https?:\/\//, "")}</p>
        </div>
        <div className="no-print">
          <Button look="secondary" onClick={() => print()}>
            <Printer size={18} aria-hidden="true" /> {t("channels.print")}
          </Button>
        </div>
      </section>
      <WidgetCard slug={vendor.slug} onCopy={copy} />
    </div>
  );
}
