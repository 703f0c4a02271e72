import { randomKey } from "@/lib/random-key";
import { readSaved, save } from "@/lib/saved";

/** What the wizard has got so far, kept on this device so that it goes on where it was left. */
export interface SetupDraft {
  step: 1 | 2 | 3 | 4;
  vertical: string;
  name: string;
  contact: string;
  /** One per business: a repeated request opens it once. */
  key: string;
  vendorId?: string;
  venueId?: string;
  slug?: string;
}

const KEY = "sb.setup";
const fresh = (): SetupDraft => ({
  step: 1,
  vertical: "",
  name: "",
  contact: "",
  key: randomKey(),
});

export function readDraft(): SetupDraft {
  try {
    const found: Partial<SetupDraft> = JSON.parse(readSaved(KEY) ?? "{}");
    return { ...fresh(), ...found };
  } catch {
    return fresh();
  }
}

export function keepDraft(draft: SetupDraft): void {
  save(KEY, JSON.stringify(draft));
}

export function newDraft(): SetupDraft {
  const draft = fresh();
  keepDraft(draft);
  return draft;
}
