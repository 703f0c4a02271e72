import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button, Chip } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";
import { addUnits, readUnits, switchUnit } from "./offer-calls";

/** Rooms 201 and 202 of a room type: named, never needed to sell. */
export function Units({ vendorId, resourceId }: { vendorId: string; resourceId: string }) {
  const { t } = useLanguage();
  const [names, setNames] = useState("");
  const known = useQuery({
    queryKey: ["units", resourceId],
    queryFn: () => readUnits(vendorId, resourceId),
  });
  const work = useMutation({
    mutationFn: (deed: () => Promise<unknown>) => deed(),
    onSuccess: () => {
      setNames("");
      return known.refetch();
    },
  });
  const add = () => {
    const list = names
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    if (list.length > 0) work.mutate(() => addUnits(vendorId, resourceId, list));
  };
  return (
    <fieldset className="stack">
      <legend className="label">{t("offers.units")}</legend>
      <div className="row">
        {known.data?.data.map(({ id, name, active }) => (
          <Chip
            key={id}
            pressed={active}
            title={active ? undefined : t("offers.unitOff", { name })}
            onClick={() => work.mutate(() => switchUnit(vendorId, resourceId, id, !active))}
          >
            {name}
          </Chip>
        ))}
      </div>
      <div className="offers-add">
        <Field
          label={t("offers.unitsAdd")}
          value={names}
          onChange={({ target }) => setNames(target.value)}
        />
        <Button look="secondary" busy={work.isPending} onClick={add}>
          {t("offers.add")}
        </Button>
      </div>
      {work.error ? <Notice tone="bad">{problemText(t, work.error)}</Notice> : null}
    </fieldset>
  );
}
