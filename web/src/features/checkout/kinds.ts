import type { Sale } from "@/api/sale-calls";
import type { MessageId } from "@/lib/i18n";

export const KINDS: Record<Sale["kind"], MessageId> = {
  gift_card: "shop.giftCard",
  pass: "shop.pass",
  membership: "shop.membership",
};
