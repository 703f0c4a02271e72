import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useLanguage } from "@/lib/i18n";
import { IconButton } from "./button";
import "./dialog.css";

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The browser's own modal dialog: focus trap, Escape and the inert page come with it. */
export function Dialog(props: DialogProps) {
  return <Modal {...props} className="dialog" />;
}

/** A dialog that rises from the bottom edge on narrow screens. */
export function Sheet(props: DialogProps) {
  return <Modal {...props} className="dialog sheet" />;
}

function Modal({ title, open, onClose, children, className }: DialogProps & { className: string }) {
  const { t } = useLanguage();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; this is the backdrop
    <dialog
      ref={dialog}
      className={className}
      aria-labelledby={heading}
      // React also tells it of a dialog inside this one.
      onClose={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <IconButton label={t("common.close")} onClick={onClose}>
          <X size={22} aria-hidden="true" />
        </IconButton>
      </header>
      {open ? <div className="dialog-body">{children}</div> : null}
    </dialog>
  );
}
