import { Link } from "@tanstack/react-router";
import { Gift } from "lucide-react";
import { useLanguage } from "@/lib/i18n";

/** The quiet way to what a business sells online. */
export function ShopLink({ slug }: { slug: string }) {
  const { t } = useLanguage();
  return (
    <p className="row" style={{ flexWrap: "nowrap" }}>
      <Gift size={20} style={{ flex: "none" }} aria-hidden="true" />
      <span>
        <Link to="/at/$slug/gifts" params={{ slug }}>
          {t("shop.entry")}
        </Link>{" "}
        <small className="second">{t("shop.entryText")}</small>
      </span>
    </p>
  );
}
