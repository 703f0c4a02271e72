import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import { readOwnVenues } from "@/api/owner-calls";
import { shortDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { ApiProblem, fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { RiskForm } from "./risk-form";
import { VenueForm } from "./venue-form";
import "./settings.css";

const FACTS = [
  ["name", "settings.name"],
  ["phone", "settings.phone"],
  ["email", "settings.email"],
  ["website", "settings.website"],
  ["legalName", "settings.legalName"],
  ["businessNumber", "settings.number"],
] as const;
const STATUS: Record<string, MessageId> = {
  draft: "settings.status.draft",
  submitted: "settings.status.submitted",
  verified: "settings.status.verified",
  rejected: "settings.status.rejected",
  suspended: "settings.status.suspended",
};

function BusinessForm() {
  const { t } = useLanguage();
  const { id, vendor } = useBusiness();
  const queries = useQueryClient();
  const [facts, setFacts] = useState<Partial<Record<(typeof FACTS)[number][0], string>>>({});
  const [description, setDescription] = useState<string>();
  const save = useMutation({
    mutationFn: () =>
      body(
        api.PATCH("/api/v1/vendors/{vendor_id}", {
          params: { path: { vendor_id: id } },
          body: {
            version: vendor.version ?? 1,
            ...facts,
            ...(description === undefined ? {} : { description }),
          },
        }),
      ),
    onSuccess: async () => {
      showToast(t("settings.saved"));
      await queries.invalidateQueries({ queryKey: ["vendor", id] });
      setFacts({});
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const { error } = save;
  return (
    <form className="card settings-card" onSubmit={onSubmit}>
      <h2>{t("settings.business")}</h2>
      <div className="settings-fields">
        {FACTS.map(([name, label]) => (
          <Field
            key={name}
            label={t(label)}
            name={name}
            required={name === "name"}
            value={facts[name] ?? vendor[name] ?? ""}
            error={fieldError(error, name)}
            onChange={({ target }) => setFacts({ ...facts, [name]: target.value })}
          />
        ))}
      </div>
      <label className="field">
        <span className="label">{t("settings.description")}</span>
        <textarea
          className="input"
          rows={3}
          value={description ?? vendor.description}
          onChange={({ target }) => setDescription(target.value)}
        />
      </label>
      {error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, error)}</Notice>
        </div>
      ) : null}
      <div>
        <Button type="submit" busy={save.isPending}>
          {t("settings.save")}
        </Button>
      </div>
    </form>
  );
}

function Verification() {
  const { t, locale } = useLanguage();
  const { id, vendor } = useBusiness();
  const queries = useQueryClient();
  const params = { path: { vendor_id: id } };
  const history = useQuery({
    queryKey: ["decisions", id],
    queryFn: () => body(api.GET("/api/v1/vendors/{vendor_id}/decisions", { params })),
  });
  const submit = useMutation({
    mutationFn: () =>
      body(api.POST("/api/v1/vendors/{vendor_id}/submit", { params, body: { reason: "" } })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["vendor", id] }),
        queries.invalidateQueries({ queryKey: ["decisions", id] }),
      ]),
  });
  const status = vendor.status ?? "draft";
  const missing = submit.error instanceof ApiProblem ? (submit.error.problem.errors ?? []) : [];
  return (
    <section className="card settings-card">
      <h2>{t("settings.verification")}</h2>
      <Notice tone={status === "verified" ? "ok" : status === "rejected" ? "bad" : "plain"}>
        {t(STATUS[status] ?? "settings.status.draft")}
      </Notice>
      {vendor.allowedSteps?.includes("submit") ? (
        <div>
          <Button busy={submit.isPending} onClick={() => submit.mutate()}>
            {t("settings.submit")}
          </Button>
        </div>
      ) : null}
      {submit.error ? (
        <div role="alert" className="stack">
          <Notice tone="bad">
            <b>{missing.length > 0 ? t("settings.missing") : problemText(t, submit.error)}</b>
            <ul>
              {missing.map(({ pointer, message }) => (
                <li key={pointer}>{message}</li>
              ))}
            </ul>
          </Notice>
        </div>
      ) : null}
      {history.data && history.data.data.length > 0 ? (
        <>
          <h3>{t("settings.history")}</h3>
          <ul className="stack">
            {history.data.data.map(({ at, toStatus, reason }) => (
              <li key={at}>
                <b>{t(STATUS[toStatus] ?? "settings.status.draft")}</b>{" "}
                <span className="second">
                  {shortDay(locale, at.slice(0, 10))} {reason}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

/** Business and places, and where the verification stands. */
export function SettingsPage() {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  usePageTitle(t("settings.title"));
  const venues = useQuery({
    queryKey: ["own-venues", id, locale],
    queryFn: () => readOwnVenues(id),
  });
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head">
        <h1>{t("settings.title")}</h1>
      </div>
      <Verification />
      <BusinessForm />
      <RiskForm />
      {venues.data?.data.map((venue) => (
        <VenueForm key={`${venue.id}${venue.version}`} venue={venue} />
      )) ?? <Skeleton height={280} />}
    </div>
  );
}
