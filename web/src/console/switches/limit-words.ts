import type { LimitView } from "@/api/switch-calls";
import type { MessageId } from "@/lib/i18n";

/** What operators call a limit; rates go by the name of what they count. */
export const LIMIT_WORDS: Record<string, MessageId> = {
  hold_minutes: "ops.limitHold",
  hold_extension_minutes: "ops.limitExtension",
  hold_extensions: "ops.limitExtensions",
  approval_hours: "ops.limitApproval",
  open_holds_per_person: "ops.limitPerPerson",
  open_holds_per_address: "ops.limitPerAddress",
  open_holds_percent_per_network: "ops.limitPerNetwork",
  support_hours: "ops.limitSupportHours",
  support_promise_minutes: "ops.limitPromise",
  acting_minutes: "ops.limitActing",
  max_body_bytes: "ops.limitBody",
  max_upload_bytes: "ops.limitUpload",
  database_statement_timeout_seconds: "ops.limitStatement",
  page_size: "ops.limitPage",
};

export const SOURCES: Record<LimitView["source"], MessageId> = {
  default: "ops.limitDefault",
  environment: "ops.limitEnvironment",
  code: "ops.limitCode",
  console: "ops.limitConsole",
};
