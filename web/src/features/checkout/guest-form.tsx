import { useQuery } from "@tanstack/react-query";
import {
  type Ref,
  type RefObject,
  useImperativeHandle,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { readAccount } from "@/api/account-calls";
import { type GuestDetails, looksLikePhone, savedGuest, saveGuest } from "@/lib/guest-store";
import { useLanguage } from "@/lib/i18n";
import { fieldError } from "@/lib/problem";
import { storedSession, watchSession } from "@/lib/session-store";
import { Field, PhoneField } from "@/ui/field";

export interface GuestForm {
  /** The details when they are complete; else shows what is missing and takes the focus there. */
  complete: () => GuestDetails | undefined;
}

interface GuestFieldsProps {
  ref: Ref<GuestForm>;
  /** The server's refusal of the last attempt, for its field errors. */
  error: unknown;
}

type Faults = { [K in keyof GuestDetails]?: string | undefined };

/** Who is signed in is not asked again: what the account knows fills what was never typed here. */
function useAccountDetails(typed: GuestDetails): GuestDetails {
  const session = useSyncExternalStore(watchSession, storedSession);
  const untouched = typed.phone === "" && typed.name === "" && typed.email === "";
  const { data } = useQuery({
    queryKey: ["account", session?.name],
    queryFn: readAccount,
    enabled: session !== null && untouched,
    staleTime: 60_000,
  });
  if (!untouched || !data) return typed;
  return { phone: data.phone ?? "", name: data.name, email: data.email ?? "" };
}

/** Two fields; what was typed here before is there already and is kept at every key. */
export function GuestFields({ ref, error }: GuestFieldsProps) {
  const { t } = useLanguage();
  const [typed, setGuest] = useState(savedGuest);
  const guest = useAccountDetails(typed);
  const [faults, setFaults] = useState<Faults>({});
  const summary = useRef<HTMLDivElement>(null);
  const phone = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const email = useRef<HTMLInputElement>(null);
  const inputs: Record<keyof GuestDetails, RefObject<HTMLInputElement | null>> = {
    phone,
    name,
    email,
  };

  const change = (changed: Partial<GuestDetails>) => {
    const next = { ...guest, ...changed };
    setGuest(next);
    saveGuest(next);
  };
  useImperativeHandle(ref, () => ({
    complete: () => {
      const found: Faults = {};
      if (!looksLikePhone(guest.phone)) found.phone = t("guest.badPhone");
      if (guest.name.trim() === "") found.name = t("guest.noName");
      if (guest.email !== "" && !/^\S+@\S+\.\S+$/.test(guest.email))
        found.email = t("guest.badEmail");
      setFaults(found);
      if (Object.keys(found).length === 0) return guest;
      requestAnimationFrame(() => summary.current?.focus());
      return undefined;
    },
  }));
  const shown: Faults = {
    phone: faults.phone ?? fieldError(error, "phone"),
    name: faults.name ?? fieldError(error, "firstName"),
    email: faults.email ?? fieldError(error, "email"),
  };
  const wrong = (["phone", "name", "email"] as const).filter((field) => shown[field]);
  return (
    <div className="stack" style={{ gap: 14 }}>
      {wrong.length > 0 ? (
        <div className="error-summary" role="alert" tabIndex={-1} ref={summary}>
          <b>{t("guest.fix")}</b>
          <ul>
            {wrong.map((field) => (
              <li key={field}>
                <button type="button" onClick={() => inputs[field].current?.focus()}>
                  {shown[field]}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <PhoneField
        ref={phone}
        label={t("guest.phone")}
        name="phone"
        value={guest.phone}
        error={shown.phone}
        required
        onChange={({ target }) => change({ phone: target.value })}
      />
      <Field
        ref={name}
        label={t("guest.name")}
        name="name"
        autoComplete="name"
        maxLength={80}
        value={guest.name}
        error={shown.name}
        required
        onChange={({ target }) => change({ name: target.value })}
      />
      <Field
        ref={email}
        label={t("guest.email")}
        aside={t("guest.emailAside")}
        name="email"
        type="email"
        autoComplete="email"
        maxLength={120}
        value={guest.email}
        error={shown.email}
        onChange={({ target }) => change({ email: target.value })}
      />
    </div>
  );
}
