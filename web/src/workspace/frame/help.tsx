import { useState, useSyncExternalStore } from "react";
import { useLanguage } from "@/lib/i18n";
import { currentShortcuts, shortcutsOn, switchShortcuts, watchShortcuts } from "@/lib/shortcuts";
import { Dialog } from "@/ui/dialog";

const shownKey: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** What the keyboard does on this screen; single letters can be switched off. */
export function KeyboardHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  const shortcuts = useSyncExternalStore(watchShortcuts, currentShortcuts);
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Dialog title={t("keys.title")} open={open} onClose={onClose}>
      <div className="stack">
        <table className="desk-keys">
          <caption className="hidden">{t("keys.title")}</caption>
          <tbody>
            <tr>
              <th scope="row">
                <kbd>Ctrl</kbd> <kbd>K</kbd>
              </th>
              <td>{t("keys.command")}</td>
            </tr>
            {shortcuts.map(({ key, label }) => (
              <tr key={key + label}>
                <th scope="row">
                  <kbd>{shownKey[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>
                </th>
                <td>{t(label)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <label className="desk-check">
          <input
            type="checkbox"
            checked={on}
            onChange={({ target }) => {
              switchShortcuts(target.checked);
              setOn(target.checked);
            }}
          />
          {t("keys.on")}
        </label>
      </div>
    </Dialog>
  );
}
