import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { readPassesOnSale } from "@/api/pass-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";

interface PassesProps {
  vendorId: string;
  slug: string;
  /** Whether some of it can be bought without going there. */
  online: boolean;
}

/** Passes a business sells, and the way to one's own; nothing where it sells none. */
export function PassesSold({ vendorId, slug, online }: PassesProps) {
  const { t, locale } = useLanguage();
  const found = useQuery({
    queryKey: ["passes-on-sale", vendorId],
    queryFn: () => readPassesOnSale(vendorId),
    staleTime: 300_000,
    retry: false,
  });
  const plans = found.data?.data ?? [];
  if (plans.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t("pass.onSale")}</h2>
      <ul className="business-passes">
        {plans.map(({ id, name, visits, days, price, currency }) => (
          <li key={id} className="card">
            <span>
              <b>{name[locale] ?? name.ru ?? Object.values(name)[0]}</b>
              <small className="second">{t("pass.terms", { visits, days })}</small>
            </span>
            <b className="numeric">{money(locale, price, currency)}</b>
          </li>
        ))}
      </ul>
      <p className="small second">
        {online ? null : `${t("pass.atDesk")} `}
        <Link to="/at/$slug/pass" params={{ slug }}>
          {t("pass.mine")}
        </Link>
      </p>
    </section>
  );
}
