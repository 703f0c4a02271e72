import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Minus, UserMinus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import { phoneText } from "@/lib/format/phone";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { Button, IconButton } from "@/ui/button";
import { Avatar } from "@/ui/desk/avatar";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import "./team.css";

type Role = "owner" | "manager" | "staff";
const ROLES: Record<Role, MessageId> = {
  owner: "team.owner",
  manager: "team.manager",
  staff: "team.staff",
};
const RANK: Record<Role, number> = { owner: 3, manager: 2, staff: 1 };
const isRole = (text: string): text is Role => text in ROLES;
const WORDS: Record<string, MessageId> = {
  see_calendar: "team.cap.seeCalendar",
  see_prices: "team.cap.seePrices",
  block_time: "team.cap.blockTime",
  see_colleagues: "team.cap.seeColleagues",
  change_hours: "team.cap.changeHours",
  close_days: "team.cap.closeDays",
  change_prices: "team.cap.changePrices",
  change_offers: "team.cap.changeOffers",
  add_people: "team.cap.addPeople",
  change_business: "team.cap.changeBusiness",
  submit: "team.cap.submit",
};

function Invite({ vendorId, mine }: { vendorId: string; mine: Role }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [contact, setContact] = useState("");
  const [role, setRole] = useState<Role>("staff");
  const invite = useMutation({
    mutationFn: () =>
      body(
        api.POST("/api/v1/vendors/{vendor_id}/invitations", {
          params: { path: { vendor_id: vendorId } },
          body: { contact, role },
        }),
      ),
    onSuccess: () => {
      setContact("");
      return queries.invalidateQueries({ queryKey: ["team", vendorId] });
    },
  });
  const { data, error } = invite;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  const roles: Role[] = mine === "owner" ? ["staff", "manager", "owner"] : ["staff"];
  const link = data?.token ? `${location.origin}/b/join#${data.token}` : "";
  return (
    <section className="card team-card">
      <h2>{t("team.invite")}</h2>
      <form className="team-form" onSubmit={onSubmit}>
        <Field
          label={t("team.contact")}
          required
          value={contact}
          error={fieldError(error, "contact")}
          onChange={({ target }) => setContact(target.value)}
        />
        <label className="field">
          <span className="label">{t("team.role")}</span>
          <select
            className="input"
            value={role}
            onChange={({ target }) => (isRole(target.value) ? setRole(target.value) : null)}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(ROLES[one])}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" busy={invite.isPending}>
          {t("team.invite")}
        </Button>
      </form>
      <div aria-live="polite" className="stack">
        {data?.joined ? (
          <Notice tone="sun">{t("team.joined", { contact: data.contact })}</Notice>
        ) : null}
        {link ? (
          <label className="field">
            <span className="second">{t("team.link", { contact: data?.contact ?? "" })}</span>
            <input
              className="input"
              readOnly
              aria-label={t("team.linkName")}
              value={link}
              onFocus={({ target }) => target.select()}
            />
          </label>
        ) : null}
        {error && !fieldError(error, "contact") ? (
          <Notice tone="bad">{problemText(t, error)}</Notice>
        ) : null}
      </div>
    </section>
  );
}

function RoleTable() {
  const { t } = useLanguage();
  const known = useQuery({
    queryKey: ["vendor-roles"],
    queryFn: () => body(api.GET("/api/v1/vendor-roles")),
  });
  if (!known.data) return <Skeleton height={320} />;
  const { roles, capabilities } = known.data;
  return (
    <section className="card team-card">
      <h2>{t("team.roles")}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll it */}
      <section className="team-scroll" tabIndex={0} aria-label={t("team.roles")}>
        <table className="team-table">
          <thead>
            <tr>
              <th scope="col">{t("team.what")}</th>
              {roles.map((role) => (
                <th key={role} scope="col">
                  {t(ROLES[role])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {capabilities.map(({ code, least }) => {
              const words = WORDS[code];
              return words ? (
                <tr key={code}>
                  <th scope="row">{t(words)}</th>
                  {roles.map((role) => {
                    const may = RANK[role] >= RANK[least];
                    return (
                      <td key={role}>
                        {may ? (
                          <Check size={18} aria-hidden="true" />
                        ) : (
                          <Minus size={18} aria-hidden="true" className="muted" />
                        )}
                        <span className="hidden">{t(may ? "team.can" : "team.cannot")}</span>
                      </td>
                    );
                  })}
                </tr>
              ) : null;
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** V12: who works here, how to invite, and what each role may do as the server has it. */
export function TeamPage() {
  const { t } = useLanguage();
  const { id: vendorId, role: mine } = useBusiness();
  const params = { path: { vendor_id: vendorId } };
  usePageTitle(t("team.title"));
  const team = useQuery({
    queryKey: ["team", vendorId],
    queryFn: () => body(api.GET("/api/v1/vendors/{vendor_id}/staff", { params })),
  });
  const remove = useMutation({
    mutationFn: (userId: string) =>
      api.DELETE("/api/v1/vendors/{vendor_id}/staff/{user_id}", {
        params: { path: { vendor_id: vendorId, user_id: userId } },
      }),
    onSettled: () => team.refetch(),
  });
  const manages = RANK[mine] >= RANK.manager;
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head">
        <h1>{t("team.title")}</h1>
      </div>
      {team.isError ? <ErrorState error={team.error} onRetry={() => team.refetch()} /> : null}
      <ul className="card team-list">
        {team.data?.data.map(({ userId, name, role, phone, email }) => (
          <li key={userId}>
            <Avatar name={name} id={userId} size={40} />
            <span>
              <b>{name}</b>
              <small className="second">
                {[t(ROLES[role]), phone ? phoneText(phone) : email].filter(Boolean).join(", ")}
              </small>
            </span>
            {mine === "owner" || (manages && role === "staff") ? (
              <IconButton label={t("team.remove", { name })} onClick={() => remove.mutate(userId)}>
                <UserMinus size={18} aria-hidden="true" />
              </IconButton>
            ) : null}
          </li>
        )) ?? <Skeleton height={120} />}
      </ul>
      {remove.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, remove.error)}</Notice>
        </div>
      ) : null}
      {manages ? <Invite vendorId={vendorId} mine={mine} /> : null}
      <RoleTable />
    </div>
  );
}
