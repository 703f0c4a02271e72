import {
  CalendarDays,
  ChartNoAxesColumn,
  Clock,
  Code,
  Gift,
  IdCard,
  Inbox,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  MessageSquare,
  ScanLine,
  Settings,
  Share2,
  ShoppingBag,
  Tag,
  TicketCheck,
  TicketPercent,
  UserRound,
  UsersRound,
  Wallet,
} from "lucide-react";
import type { MessageId } from "@/lib/i18n";

export type Role = "staff" | "manager" | "owner";

export interface Section {
  /** What follows /b/$vendorId; empty is the business's first screen. */
  path: string;
  label: MessageId;
  icon: LucideIcon;
  least: Role;
  /** Among the four of the phone's bottom bar. */
  first?: boolean;
}

/** Every place of the workspace. Whoever adds a route under /b/$vendorId appears here by itself. */
export const SECTIONS: readonly Section[] = [
  { path: "", label: "desk.today", icon: LayoutDashboard, least: "staff", first: true },
  { path: "calendar", label: "desk.calendar", icon: CalendarDays, least: "staff", first: true },
  { path: "bookings", label: "desk.bookings", icon: ListChecks, least: "staff", first: true },
  { path: "clients", label: "desk.clients", icon: UserRound, least: "staff", first: true },
  { path: "arrivals", label: "desk.arrivals", icon: ScanLine, least: "staff" },
  { path: "gift-cards", label: "desk.giftCards", icon: Gift, least: "staff" },
  { path: "memberships", label: "desk.memberships", icon: IdCard, least: "staff" },
  { path: "passes", label: "desk.passes", icon: TicketCheck, least: "staff" },
  { path: "online-sales", label: "desk.online", icon: ShoppingBag, least: "staff" },
  { path: "waitlist", label: "desk.waitlist", icon: Inbox, least: "staff" },
  { path: "offers", label: "desk.offers", icon: Tag, least: "manager" },
  { path: "hours", label: "desk.hours", icon: Clock, least: "manager" },
  { path: "prices", label: "desk.prices", icon: TicketPercent, least: "manager" },
  { path: "analytics", label: "desk.analytics", icon: ChartNoAxesColumn, least: "manager" },
  { path: "money", label: "desk.money", icon: Wallet, least: "manager" },
  { path: "channels", label: "desk.channels", icon: Share2, least: "manager" },
  { path: "messages", label: "desk.messages", icon: MessageSquare, least: "manager" },
  { path: "team", label: "desk.team", icon: UsersRound, least: "staff" },
  { path: "developers", label: "desk.developers", icon: Code, least: "owner" },
  { path: "settings", label: "desk.settings", icon: Settings, least: "manager" },
];

const RANK: Record<Role, number> = { staff: 0, manager: 1, owner: 2 };

export function mayOpen(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** Entries for this role whose routes exist. */
export function sectionsFor(role: Role, routes: ReadonlySet<string>): Section[] {
  return SECTIONS.filter(
    ({ path, least }) => mayOpen(role, least) && routes.has(`/b/$vendorId/${path}`),
  );
}

export function hrefOf(vendorId: string, path: string): string {
  return path === "" ? `/b/${vendorId}` : `/b/${vendorId}/${path}`;
}

/** The entry a page belongs to: the longest that begins its address. */
export function sectionOf(pathname: string): string {
  return pathname.split("/")[3] ?? "";
}
