import { useLanguage } from "@/lib/i18n";
import type { Locale } from "@/lib/locale";
import { Field } from "@/ui/field";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function labelOf(schema: Json, locale: Locale, name: string): string {
  const labels = schema["x-label"];
  const label = isObject(labels) ? labels[locale] : undefined;
  return typeof label === "string" ? label : name;
}

interface InputProps {
  name: string;
  schema: Json;
  value: unknown;
  onChange: (value: unknown) => void;
}

function AttributeInput({ name, schema, value, onChange }: InputProps) {
  const { t, locale } = useLanguage();
  const label = labelOf(schema, locale, name);
  const choices = Array.isArray(schema.enum) ? schema.enum.map(String) : undefined;
  if (choices || schema.type === "boolean") {
    const shown = choices ?? ["true", "false"];
    const words = (choice: string) =>
      choices ? choice.replaceAll("_", " ") : t(choice === "true" ? "offers.yes" : "offers.no");
    return (
      <label className="field">
        <span className="label">{label}</span>
        <select
          className="input"
          value={value === undefined ? "" : String(value)}
          onChange={({ target }) => {
            const next = target.value;
            onChange(next === "" ? undefined : choices ? next : next === "true");
          }}
        >
          <option value="">{t("offers.unset")}</option>
          {shown.map((choice) => (
            <option key={choice} value={choice}>
              {words(choice)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  const numeric = schema.type === "number" || schema.type === "integer";
  return (
    <Field
      label={label}
      type={numeric ? "number" : schema.format === "date" ? "date" : "text"}
      step={schema.type === "number" ? "any" : undefined}
      value={typeof value === "string" || typeof value === "number" ? value : ""}
      onChange={({ target }) => {
        const text = target.value;
        onChange(text === "" ? undefined : numeric ? Number(text) : text);
      }}
    />
  );
}

const SIMPLE = new Set(["string", "number", "integer", "boolean"]);

/** A form made from the template's JSON Schema; what it cannot draw stays as it is. */
export function Attributes({
  schema,
  values,
  onChange,
}: {
  schema: Json;
  values: Json;
  onChange: (values: Json) => void;
}) {
  const { locale } = useLanguage();
  const properties = isObject(schema.properties) ? schema.properties : {};
  const change = (name: string, value: unknown) => {
    const { [name]: _, ...others } = values;
    onChange(value === undefined ? others : { ...others, [name]: value });
  };
  return (
    <div className="offers-fields">
      {Object.entries(properties).map(([name, part]) => {
        if (!isObject(part)) return null;
        if (SIMPLE.has(String(part.type))) {
          return (
            <AttributeInput
              key={name}
              name={name}
              schema={part}
              value={values[name]}
              onChange={(value) => change(name, value)}
            />
          );
        }
        if (part.type !== "object" || !isObject(part.properties)) return null;
        const inner = isObject(values[name]) ? values[name] : {};
        return (
          <fieldset key={name} className="offers-group">
            <legend className="label">{labelOf(part, locale, name)}</legend>
            <Attributes
              schema={part}
              values={inner}
              onChange={(next) => change(name, Object.keys(next).length > 0 ? next : undefined)}
            />
          </fieldset>
        );
      })}
    </div>
  );
}
