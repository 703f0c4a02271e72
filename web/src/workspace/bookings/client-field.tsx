import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type Ref, useDeferredValue, useId, useState } from "react";
import { findClients } from "@/api/desk-calls";
import { phoneText } from "@/lib/format/phone";
import { useLanguage } from "@/lib/i18n";

const WHOLE_NUMBER = /^\+?[\d ()-]{10,}$/;

export interface Who {
  name: string;
  phone: string;
}

interface Props {
  vendorId: string;
  text: string;
  who: Who | null;
  onText: (text: string) => void;
  onWho: (who: Who) => void;
  /** Enter without anybody found: on with what was typed. */
  onDone: () => void;
  ref?: Ref<HTMLInputElement>;
}

/** One field for digits of the phone or a name; whom the business knows is one Enter away. */
export function ClientField({ vendorId, text, who, onText, onWho, onDone, ref }: Props) {
  const { t, locale } = useLanguage();
  const list = useId();
  const [at, setAt] = useState(0);
  const sought = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["clients-found", vendorId, sought],
    queryFn: ({ signal }) => findClients(vendorId, { query: sought, limit: 6 }, signal),
    enabled: sought.length >= 3 && !who,
    staleTime: 30_000,
  });
  const open = !who && sought.length >= 3 && sought === text.trim();
  const shown = open ? (found.data?.data ?? []) : [];
  const choose = (place: number): boolean => {
    const client = shown[place];
    if (!client) return false;
    onWho({ name: client.name, phone: client.phone ?? "" });
    setAt(0);
    return true;
  };
  /** Enter came before the answer. A whole number lets fingers go on to the name; a name waits for its person. */
  const ahead = () => {
    const whole = WHOLE_NUMBER.test(text.trim());
    if (whole) onDone();
    found.refetch({ cancelRefetch: false }).then(({ data }) => {
      const [client] = data?.data ?? [];
      if (client) onWho({ name: client.name, phone: client.phone ?? "" });
      else if (!whole) onDone();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (found.isFetching) ahead();
      else if (!choose(at)) onDone();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt(Math.max(0, Math.min(shown.length - 1, at + step)));
    }
  };
  return (
    <div className="field client-field">
      <label htmlFor={`${list}-input`}>
        {t("new.client")} <span className="muted">{t("new.clientAside")}</span>
      </label>
      <input
        ref={ref}
        id={`${list}-input`}
        className="input"
        role="combobox"
        autoComplete="off"
        aria-expanded={shown.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown.length > 0 ? `${list}-${at}` : undefined}
        placeholder="701 555 04 18"
        value={text}
        maxLength={120}
        onChange={({ target }) => onText(target.value)}
        onKeyDown={onKeyDown}
      />
      <div
        id={list}
        className="found"
        role="listbox"
        aria-label={t("new.client")}
        hidden={shown.length === 0}
      >
        {shown.map(({ clientId, name, phone, visits, noShows }, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys
          <div
            key={clientId}
            id={`${list}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            onClick={() => choose(place)}
          >
            <b>{name || t("desk.walkIn")}</b>
            <span className="numeric second">{phone ? phoneText(phone) : ""}</span>
            <small lang={locale}>
              {t("client.visits", { n: visits })}
              {noShows > 0 ? `, ${t("client.noShows", { n: noShows })}` : ""}
            </small>
          </div>
        ))}
      </div>
    </div>
  );
}
