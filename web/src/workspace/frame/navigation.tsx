import { useRouter, useRouterState } from "@tanstack/react-router";
import { Keyboard, Menu, PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { readSaved, save } from "@/lib/saved";
import { Sheet } from "@/ui/dialog";
import { useBusiness } from "./business";
import { PlaceLink } from "./place-link";
import { hrefOf, type Section, sectionOf, sectionsFor } from "./sections";
import { Choices, Switcher } from "./switcher";

function useSections(): { sections: Section[]; current: string } {
  const { routesById } = useRouter();
  const { role } = useBusiness();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const sections = useMemo(
    () => sectionsFor(role, new Set(Object.keys(routesById))),
    [role, routesById],
  );
  return { sections, current: sectionOf(path) };
}

function Entry({ section, current }: { section: Section; current: string }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const Icon = section.icon;
  return (
    <PlaceLink
      href={hrefOf(id, section.path)}
      aria-current={section.path === current ? "page" : undefined}
      title={t(section.label)}
    >
      <Icon size={20} aria-hidden="true" />
      <span>{t(section.label)}</span>
    </PlaceLink>
  );
}

interface Doors {
  onSearch: () => void;
  onKeys: () => void;
}

/** Left on wide screens; folds to icons when the work needs the room. */
export function SideNavigation({ onSearch, onKeys }: Doors) {
  const { t } = useLanguage();
  const { sections, current } = useSections();
  const [folded, setFolded] = useState(() => readSaved("sb.rail") === "folded");
  const Fold = folded ? PanelLeftOpen : PanelLeftClose;
  return (
    <header className={`desk-side no-print${folded ? " folded" : ""}`}>
      <Switcher />
      <button type="button" className="desk-search" onClick={onSearch} title={t("keys.command")}>
        <Search size={18} aria-hidden="true" />
        <span>{t("command.open")}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <nav aria-label={t("desk.navigation")}>
        {sections.map((section) => (
          <Entry key={section.path} section={section} current={current} />
        ))}
      </nav>
      <div className="desk-side-foot">
        <button type="button" onClick={onKeys} title={t("keys.title")}>
          <Keyboard size={20} aria-hidden="true" />
          <span>{t("keys.title")}</span>
        </button>
        <button
          type="button"
          className="desk-fold"
          title={t(folded ? "desk.unfold" : "desk.fold")}
          onClick={() => {
            save("sb.rail", folded ? "wide" : "folded");
            setFolded(!folded);
          }}
        >
          <Fold size={20} aria-hidden="true" />
          <span>{t(folded ? "desk.unfold" : "desk.fold")}</span>
        </button>
      </div>
    </header>
  );
}

/** The phone's bottom bar: the four places of the day, and everything else behind one button. */
export function BottomBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useLanguage();
  const { sections, current } = useSections();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const rest = sections.filter(({ first }) => !first);
  return (
    <>
      <nav className="desk-bottom no-print" aria-label={t("desk.navigation")}>
        {sections
          .filter(({ first }) => first)
          .map((section) => (
            <Entry key={section.path} section={section} current={current} />
          ))}
        <button type="button" onClick={() => setOpen(true)} aria-haspopup="dialog">
          <Menu size={20} aria-hidden="true" />
          <span>{t("desk.more")}</span>
        </button>
      </nav>
      <Sheet title={t("desk.more")} open={open} onClose={close}>
        <div className="stack" style={{ gap: 18 }}>
          <button
            type="button"
            className="desk-search"
            onClick={() => {
              close();
              onSearch();
            }}
          >
            <Search size={18} aria-hidden="true" />
            <span>{t("command.open")}</span>
          </button>
          {rest.length > 0 ? (
            // biome-ignore lint/a11y/useKeyWithClickEvents: closes the sheet after a link inside was followed
            // biome-ignore lint/a11y/noStaticElementInteractions: the links are the controls
            <div className="desk-menu" onClick={close}>
              {rest.map((section) => (
                <Entry key={section.path} section={section} current={current} />
              ))}
            </div>
          ) : null}
          <Choices onDone={close} />
        </div>
      </Sheet>
    </>
  );
}
