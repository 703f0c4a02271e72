import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, ArrowDown, ArrowUp, Copy, GripVertical } from "lucide-react";
import { type DragEvent, useState } from "react";
import { readVertical } from "@/api/calls";
import { readOwnResources, readOwnServices } from "@/api/owner-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { IconButton } from "@/ui/button";
import { Sheet } from "@/ui/dialog";
import { PlanCover } from "@/ui/plan-cover";
import { ErrorState, Notice, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { archiveOffer, changeOffer, copyOffer, isService, type OwnOffer } from "./offer-calls";
import { OfferEditor } from "./offer-editor";
import "./offers.css";

interface ListProps {
  title: string;
  offers: readonly OwnOffer[];
  onEdit: (id: string) => void;
  onWork: (deed: () => Promise<unknown>) => void;
}

function OfferList({ title, offers, onEdit, onWork }: ListProps) {
  const { t } = useLanguage();
  const { id: vendorId } = useBusiness();
  const [dragged, setDragged] = useState<number>();
  const move = (from: number, to: number) => {
    const order = [...offers];
    const [offer] = order.splice(from, 1);
    if (!offer || to < 0 || to > order.length) return;
    order.splice(to, 0, offer);
    onWork(async () => {
      for (const [position, one] of order.entries()) {
        if (one.position !== position) await changeOffer(vendorId, one, { position });
      }
    });
  };
  const onDrop = (event: DragEvent, to: number) => {
    event.preventDefault();
    if (dragged !== undefined && dragged !== to) move(dragged, to);
    setDragged(undefined);
  };
  return (
    <section className="card offers-card">
      <h2>{title}</h2>
      <ul>
        {offers.map((offer, index) => {
          const { id, name, images, listed, vertical } = offer;
          const image = images[0];
          return (
            <li
              key={id}
              draggable
              className={dragged === index ? "dragged" : ""}
              onDragStart={() => setDragged(index)}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => onDrop(event, index)}
            >
              <GripVertical size={18} aria-hidden="true" className="muted" />
              <span className="offers-cover" aria-hidden="true">
                {image ? (
                  <img src={image.sizes[0]?.url ?? image.url} alt="" />
                ) : (
                  <PlanCover vertical={vertical} seed={id} />
                )}
              </span>
              <button
                type="button"
                className="offers-name"
                aria-label={t("offers.edit", { name })}
                onClick={() => onEdit(id)}
              >
                <b>{name}</b>
                <small className="second">
                  {isService(offer)
                    ? t("offers.minutesShort", { n: offer.durationMinutes })
                    : `× ${offer.capacity}`}
                </small>
                {listed ? null : <Tag tone="plain">{t("offers.hidden")}</Tag>}
              </button>
              <span className="offers-deeds">
                <IconButton
                  label={t("offers.up", { name })}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp size={18} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={t("offers.down", { name })}
                  disabled={index === offers.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown size={18} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={t("offers.copy", { name })}
                  onClick={() =>
                    onWork(() =>
                      copyOffer(vendorId, offer, t("offers.copyName", { name }), offers.length),
                    )
                  }
                >
                  <Copy size={18} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={t("offers.archive", { name })}
                  onClick={() =>
                    onWork(async () => {
                      await archiveOffer(vendorId, offer);
                      showToast(t("offers.archived"));
                    })
                  }
                >
                  <Archive size={18} aria-hidden="true" />
                </IconButton>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** V7: what the business sells and what it takes to sell it. */
export function OffersPage() {
  const { t, locale } = useLanguage();
  const { id: vendorId, vendor } = useBusiness();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<string>();
  usePageTitle(t("offers.title"));
  const key = ["own-offers", vendorId, locale];
  const found = useQuery({
    queryKey: key,
    queryFn: async () => {
      const [resources, services, template] = await Promise.all([
        readOwnResources(vendorId),
        readOwnServices(vendorId),
        vendor.vertical ? readVertical(vendor.vertical) : undefined,
      ]);
      return { resources: resources.data, services: services.data, template };
    },
  });
  const again = () => queries.invalidateQueries({ queryKey: key });
  const work = useMutation({
    mutationFn: (deed: () => Promise<unknown>) => deed(),
    onSettled: again,
  });
  if (found.isError) {
    return (
      <div className="desk-page">
        <ErrorState error={found.error} onRetry={() => found.refetch()} />
      </div>
    );
  }
  const { resources = [], services = [], template } = found.data ?? {};
  const offer = [...services, ...resources].find(({ id }) => id === edited);
  const lists = [
    { title: t("offers.services"), offers: services },
    { title: template?.resourceLabel ?? t("offers.resources"), offers: resources },
  ].filter(({ offers }) => offers.length > 0);
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head">
        <h1>{t("offers.title")}</h1>
      </div>
      {work.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, work.error)}</Notice>
        </div>
      ) : null}
      {found.data ? null : <Skeleton height={360} />}
      {found.data && lists.length === 0 ? <p className="second">{t("offers.none")}</p> : null}
      {lists.map(({ title, offers }) => (
        <OfferList
          key={title}
          title={title}
          offers={offers}
          onEdit={setEdited}
          onWork={(deed) => work.mutate(deed)}
        />
      ))}
      <Sheet title={offer?.name ?? ""} open={Boolean(offer)} onClose={() => setEdited(undefined)}>
        {offer ? (
          <OfferEditor
            key={offer.id}
            vendorId={vendorId}
            offer={offer}
            resources={resources}
            schema={template?.attributes}
            onChanged={again}
            onClose={() => setEdited(undefined)}
          />
        ) : null}
      </Sheet>
    </div>
  );
}
