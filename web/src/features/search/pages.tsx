import { useSearch } from "@tanstack/react-router";
import { useLanguage } from "@/lib/i18n";
import { SearchBoard } from "./search-page";

export function SearchPage() {
  return <SearchBoard to="/s" state={useSearch({ from: "/storefront/s" })} />;
}

export function HotelsPage() {
  const { t } = useLanguage();
  const state = useSearch({ from: "/storefront/hotels" });
  return <SearchBoard to="/hotels" state={state} vertical="hotel" title={t("hotels.title")} />;
}

export function RestaurantsPage() {
  const { t } = useLanguage();
  const state = useSearch({ from: "/storefront/restaurants" });
  return (
    <SearchBoard
      to="/restaurants"
      state={state}
      vertical="restaurant"
      title={t("restaurants.title")}
    />
  );
}
