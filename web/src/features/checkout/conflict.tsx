import type { LineRequest } from "@/api/booking-contract";
import { timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { longDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import type { Alternative, Problem } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Tag } from "@/ui/states";

interface ConflictProps {
  problem: Problem;
  wanted: readonly LineRequest[];
  busy: boolean;
  onChoose: (lines: readonly LineRequest[]) => void;
  onBack: () => void;
}

/** The wish, moved to another free time; a stay keeps its dates' form, a visit its instants. */
function movedTo(wanted: readonly LineRequest[], to: Alternative): LineRequest[] {
  const [first] = wanted;
  const {
    startDate,
    start: _start,
    end: _end,
    endDate: _endDate,
    ...rest
  } = first ?? { quantity: 1 };
  const offer = to.serviceId ? { serviceId: to.serviceId } : { resourceId: to.resourceId };
  const keep = rest.serviceId && !to.serviceId ? { serviceId: rest.serviceId } : offer;
  const { resourceId: _resource, serviceId: _service, ...other } = rest;
  const time = startDate
    ? { startDate: to.startLocal.slice(0, 10), endDate: (to.endLocal ?? to.end).slice(0, 10) }
    : { start: to.start, end: to.end };
  return [{ ...other, ...keep, ...time }];
}

/** Someone was faster: what that means for the money, and up to three places that are really free. */
export function Conflict({ problem, wanted, busy, onChoose, onBack }: ConflictProps) {
  const { t, locale } = useLanguage();
  const alternatives = problem.alternatives ?? [];
  const stay = Boolean(wanted[0]?.startDate);
  const difference = (amount: number | null | undefined, currency: string): string => {
    if (!amount) return t("conflict.samePrice");
    return `${amount > 0 ? "+" : ""}${money(locale, amount, currency)}`;
  };
  return (
    <section className="card block stack" style={{ padding: 18 }}>
      <div role="alert" className="stack" style={{ gap: 8, justifyItems: "start" }}>
        <Tag tone="warn">{t("conflict.takenNow")}</Tag>
        <h2>{t(alternatives.length > 0 ? "conflict.nearest" : "conflict.none")}</h2>
        <p className="second">{t("conflict.kept")}</p>
      </div>
      <div className="alternatives">
        {alternatives.map((one) => (
          <button
            key={`${one.resourceId}${one.start}`}
            type="button"
            className="alternative"
            disabled={busy}
            onClick={() => onChoose(movedTo(wanted, one))}
          >
            <span>
              {longDay(locale, one.startLocal)}
              {stay
                ? ""
                : `, ${one.endLocal ? timeRange(locale, one.startLocal, one.endLocal) : timePart(one.startLocal)}`}
              <small>
                {[one.name, difference(one.priceDifference, one.currency)]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </span>
            <span className="numeric">{money(locale, one.price, one.currency)}</span>
          </button>
        ))}
      </div>
      <Button look="secondary" onClick={onBack}>
        {t("conflict.back")}
      </Button>
    </section>
  );
}
