import { Check, ChevronsUpDown, LogOut, Store } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { saveSession } from "@/lib/session-store";
import { Avatar } from "@/ui/desk/avatar";
import { Dialog } from "@/ui/dialog";
import { useBusiness, useOwnBusinesses } from "./business";
import { PlaceLink } from "./place-link";
import { Preferences } from "./preferences";
import { hrefOf, type Role } from "./sections";

const ROLE: Record<Role, MessageId> = {
  owner: "desk.role.owner",
  manager: "desk.role.manager",
  staff: "desk.role.staff",
};

async function signOut(): Promise<void> {
  // The session ends on this device even when the server cannot be told.
  await api.POST("/api/v1/auth/logout", { body: {} }).catch(() => undefined);
  saveSession(null);
}

/** Which business this is, the others one works for, and everything about this device. */
export function Switcher() {
  const { t } = useLanguage();
  const business = useBusiness();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="desk-switcher" onClick={() => setOpen(true)}>
        <Avatar name={business.name} id={business.id} size={32} square />
        <span className="desk-switcher-name">
          <b>{business.name}</b>
          <small>{t(ROLE[business.role])}</small>
        </span>
        <ChevronsUpDown size={16} aria-hidden="true" className="desk-wide" />
        <span className="hidden">{t("desk.switch")}</span>
      </button>
      <Dialog title={t("desk.account")} open={open} onClose={() => setOpen(false)}>
        <Choices onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

/** The same as a list, for the phone's menu. */
export function Choices({ onDone }: { onDone: () => void }) {
  const { t } = useLanguage();
  const business = useBusiness();
  const own = useOwnBusinesses();
  return (
    <div className="stack" style={{ gap: 18 }}>
      <ul className="desk-businesses" aria-label={t("desk.businesses")}>
        {own.map(({ id, name }) => (
          <li key={id}>
            <PlaceLink
              href={hrefOf(id, "")}
              aria-current={id === business.id ? "true" : undefined}
              onClick={onDone}
            >
              <Avatar name={name} id={id} size={32} square />
              <span>{name}</span>
              {id === business.id ? <Check size={18} aria-hidden="true" /> : null}
            </PlaceLink>
          </li>
        ))}
      </ul>
      <Preferences />
      <div className="desk-account-links">
        <PlaceLink href="/" onClick={onDone}>
          <Store size={18} aria-hidden="true" /> {t("desk.toStorefront")}
        </PlaceLink>
        <button type="button" onClick={signOut}>
          <LogOut size={18} aria-hidden="true" /> {t("desk.signOut")}
        </button>
      </div>
    </div>
  );
}
