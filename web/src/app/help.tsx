import { Headphones } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { IconButton } from "@/ui/button";

const HelpSheet = lazy(() =>
  import("@/features/help/help-sheet").then((m) => ({ default: m.HelpSheet })),
);

/** Always in the same place (WCAG 3.2.6): one tap to a call, a chat or a promise to be called. */
export function Help({ path }: { path: string }) {
  const { t } = useLanguage();
  const [asked, setAsked] = useState(false);
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        label={t("help.button")}
        onClick={() => {
          setAsked(true);
          setOpen(true);
        }}
      >
        <Headphones size={20} aria-hidden="true" />
      </IconButton>
      {asked ? (
        <Suspense>
          <HelpSheet open={open} path={path} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
