import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { OwnResource } from "@/api/owner-calls";
import { useLanguage } from "@/lib/i18n";
import { ApiProblem, fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";
import { Attributes } from "./attributes";
import { changeOffer, isService, type OwnOffer } from "./offer-calls";
import { Photos } from "./photos";
import { Units } from "./units";

interface EditorProps {
  vendorId: string;
  offer: OwnOffer;
  resources: readonly OwnResource[];
  schema: Record<string, unknown> | undefined;
  onChanged: () => void;
  onClose: () => void;
}

/** Everything about one offer; the form of its details comes from the template's schema. */
export function OfferEditor(props: EditorProps) {
  const { vendorId, offer, resources, schema, onChanged, onClose } = props;
  const { t } = useLanguage();
  const service = isService(offer) ? offer : undefined;
  const resource = isService(offer) ? undefined : offer;
  const [name, setName] = useState(offer.name);
  const [description, setDescription] = useState(offer.description);
  const [listed, setListed] = useState(offer.listed);
  const [approval, setApproval] = useState(offer.confirmation === "request");
  const [minutes, setMinutes] = useState(service?.durationMinutes ?? 0);
  const [pad, setPad] = useState(service?.padAfterMinutes ?? 0);
  const [needs, setNeeds] = useState(service?.requirements ?? []);
  const [capacity, setCapacity] = useState(resource?.capacity ?? 1);
  const [party, setParty] = useState(resource?.maxParty ?? null);
  const [attributes, setAttributes] = useState(resource?.attributes ?? {});
  const save = useMutation({
    mutationFn: () =>
      changeOffer(vendorId, offer, {
        name,
        description,
        listed,
        confirmation: approval ? "request" : "instant",
        ...(service
          ? { durationMinutes: minutes, padAfterMinutes: pad, requirements: needs }
          : { capacity, maxParty: party, attributes }),
      }),
    onSuccess: () => {
      showToast(t("offers.saved"));
      onChanged();
      onClose();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const { error } = save;
  const stale = error instanceof ApiProblem && error.problem.type.endsWith("stale-version");
  const toggle = (role: string, id: string) =>
    setNeeds(
      needs.map((need) => {
        if (need.role !== role) return need;
        const has = need.resourceIds.includes(id);
        const resourceIds = has
          ? need.resourceIds.filter((one) => one !== id)
          : [...need.resourceIds, id];
        return { ...need, resourceIds };
      }),
    );
  return (
    <form className="stack offers-editor" onSubmit={onSubmit}>
      <Field
        label={t("offers.name")}
        required
        maxLength={120}
        value={name}
        error={fieldError(error, "name")}
        onChange={({ target }) => setName(target.value)}
      />
      <label className="field">
        <span className="label">{t("offers.description")}</span>
        <textarea
          className="input"
          rows={3}
          maxLength={5000}
          value={description}
          onChange={({ target }) => setDescription(target.value)}
        />
      </label>
      <label className="offers-check">
        <input
          type="checkbox"
          checked={listed}
          onChange={({ target }) => setListed(target.checked)}
        />
        {t("offers.listed")}
      </label>
      <label className="offers-check">
        <input
          type="checkbox"
          checked={approval}
          onChange={({ target }) => setApproval(target.checked)}
        />
        {t("offers.approval")}
      </label>
      {service ? (
        <>
          <div className="offers-fields">
            <Field
              label={t("offers.minutes")}
              type="number"
              min={5}
              required
              value={minutes}
              onChange={({ target }) => setMinutes(Number(target.value))}
            />
            <Field
              label={t("offers.pad")}
              type="number"
              min={0}
              value={pad}
              onChange={({ target }) => setPad(Number(target.value))}
            />
          </div>
          <h3>{t("offers.needs")}</h3>
          {needs.map((need) => (
            <fieldset key={need.role} className="stack">
              <legend className="label">{t("offers.role", { role: need.role })}</legend>
              {resources
                .filter(({ venueId }) => venueId === service.venueId)
                .map(({ id, name: label }) => (
                  <label key={id} className="offers-check">
                    <input
                      type="checkbox"
                      checked={need.resourceIds.includes(id)}
                      onChange={() => toggle(need.role, id)}
                    />
                    {label}
                  </label>
                ))}
            </fieldset>
          ))}
        </>
      ) : (
        <>
          <div className="offers-fields">
            <Field
              label={t("offers.capacity")}
              type="number"
              min={0}
              required
              value={capacity}
              error={fieldError(error, "capacity")}
              onChange={({ target }) => setCapacity(Number(target.value))}
            />
            <Field
              label={t("offers.maxParty")}
              type="number"
              min={1}
              value={party ?? ""}
              onChange={({ target }) => setParty(target.value === "" ? null : Number(target.value))}
            />
          </div>
          {schema ? (
            <>
              <h3>{t("offers.attributes")}</h3>
              <Attributes schema={schema} values={attributes} onChange={setAttributes} />
            </>
          ) : null}
          <Units vendorId={vendorId} resourceId={offer.id} />
        </>
      )}
      <Photos vendorId={vendorId} offer={offer} onChanged={onChanged} />
      {error ? (
        <div role="alert">
          <Notice tone="bad">{stale ? t("offers.stale") : problemText(t, error)}</Notice>
        </div>
      ) : null}
      <Button type="submit" large busy={save.isPending}>
        {t("offers.save")}
      </Button>
    </form>
  );
}
