import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { CalendarPlus, Keyboard, TicketCheck } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { api, body } from "@/api/client";
import { datePart } from "@/lib/civil";
import { phoneText } from "@/lib/format/phone";
import { shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { CommandPalette } from "@/ui/desk/command-bar";
import { useBusiness } from "./business";
import { openBooking, openNewBooking } from "./layers";
import { hrefOf, sectionsFor } from "./sections";

const FOUND = 8;

/** Ctrl+K: a booking or client by digits of the phone, code or name; else what can be done and where to go. */
export function CommandBar({ asked, onKeys }: { asked: number; onKeys: () => void }) {
  const { t, locale } = useLanguage();
  const { id, role } = useBusiness();
  const { history, routesById } = useRouter();
  const [query, setQuery] = useState("");
  const sought = useDeferredValue(query.trim());
  const found = useQuery({
    queryKey: ["command", id, sought, locale],
    queryFn: ({ signal }) =>
      body(
        api.GET("/api/v1/vendors/{vendor_id}/bookings", {
          params: { path: { vendor_id: id }, query: { query: sought, limit: FOUND } },
          signal,
        }),
      ),
    enabled: sought.length >= 2,
    placeholderData: (before) => before,
  });
  const places = useMemo(
    () => sectionsFor(role, new Set(Object.keys(routesById))),
    [role, routesById],
  );
  const matches = (text: string) =>
    text.toLocaleLowerCase(locale).includes(sought.toLocaleLowerCase(locale));
  const deeds = [
    {
      id: "new",
      label: t("new.title"),
      leftSection: <CalendarPlus size={20} aria-hidden="true" />,
      onClick: () =>
        openNewBooking(/^[\d+ ()-]{3,}$/.test(sought) ? { phone: sought } : { name: sought }),
    },
    {
      id: "keys",
      label: t("keys.title"),
      leftSection: <Keyboard size={20} aria-hidden="true" />,
      onClick: onKeys,
    },
  ];
  const bookings = sought.length >= 2 ? (found.data?.data ?? []) : [];
  const groups = [
    {
      group: t("command.bookings"),
      actions: bookings.map((booking) => ({
        id: booking.bookingId,
        label: [booking.customerName, booking.customerPhone && phoneText(booking.customerPhone)]
          .filter(Boolean)
          .join(", "),
        description: [
          booking.confirmationCode,
          booking.resourceName,
          shortDay(locale, datePart(booking.startLocal)),
          timeRange(locale, booking.startLocal, booking.endLocal),
        ].join(" · "),
        leftSection: <TicketCheck size={20} aria-hidden="true" />,
        onClick: () => openBooking(booking.bookingId),
      })),
    },
    {
      group: t("command.deeds"),
      actions: deeds.filter((deed) => deed.id === "new" || matches(deed.label)),
    },
    {
      group: t("command.places"),
      actions: places
        .filter(({ label }) => matches(t(label)))
        .map(({ path, label, icon: Icon }) => ({
          id: `place-${path}`,
          label: t(label),
          leftSection: <Icon size={20} aria-hidden="true" />,
          onClick: () => history.push(hrefOf(id, path)),
        })),
    },
  ];
  return (
    <CommandPalette
      asked={asked}
      placeholder={t("command.placeholder")}
      nothing={t("command.nothing")}
      query={query}
      onQuery={setQuery}
      groups={groups.filter(({ actions }) => actions.length > 0)}
    />
  );
}
