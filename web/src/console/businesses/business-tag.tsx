import type { BusinessStatus } from "@/api/console-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { Tag } from "@/ui/states";

const SHOWN: Record<BusinessStatus, readonly ["ok" | "warn" | "bad" | "plain", MessageId]> = {
  draft: ["plain", "ops.draft"],
  submitted: ["warn", "ops.waitingFor"],
  verified: ["ok", "ops.verified"],
  rejected: ["bad", "ops.rejected"],
  suspended: ["bad", "ops.suspended"],
};

export function BusinessTag({ status }: { status: BusinessStatus }) {
  const { t } = useLanguage();
  const [tone, label] = SHOWN[status];
  return <Tag tone={tone}>{t(label)}</Tag>;
}
