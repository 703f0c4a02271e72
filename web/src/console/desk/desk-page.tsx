import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Calls } from "./calls";
import { Finder } from "./finder";
import { Tiles } from "./tiles";

/** Where an operator sits all day: numbers, the field that finds anything, the calls we owe. */
export function DeskPage() {
  const { t } = useLanguage();
  usePageTitle(t("ops.desk"));
  return (
    <>
      <div className="ops-head">
        <h1>{t("ops.desk")}</h1>
      </div>
      <Tiles />
      <div className="ops-columns">
        <Finder />
        <Calls />
      </div>
    </>
  );
}
