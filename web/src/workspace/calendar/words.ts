import type { MessageId } from "@/lib/i18n";

export const STATUS_WORDS: Record<string, MessageId> = {
  held: "status.held",
  awaiting_approval: "status.requested",
  pending_payment: "status.pendingPayment",
  confirmed: "status.confirmed",
  in_progress: "status.inProgress",
  completed: "status.completed",
  no_show: "status.noShow",
};
