import { useLanguage } from "@/lib/i18n";
import type { Refusal } from "@/lib/stay";

/** Why a date cannot be chosen, in words. */
export function useRefusalText(): (refusal: Refusal) => string {
  const { t } = useLanguage();
  return (refusal) => {
    switch (refusal.code) {
      case "past":
        return t("stay.refused.past");
      case "full":
        return t("stay.refused.full");
      case "closed-to-arrival":
        return t("stay.refused.arrival");
      case "closed-to-departure":
        return t("stay.refused.departure");
      case "over-taken-night":
        return t("stay.refused.taken");
      case "min-nights":
        return t("stay.refused.min", { n: refusal.nights });
      case "max-nights":
        return t("stay.refused.max", { n: refusal.nights });
    }
  };
}
