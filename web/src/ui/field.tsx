import { CircleAlert, Minus, Plus } from "lucide-react";
import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from "react";
import { useLanguage } from "@/lib/i18n";
import { IconButton } from "./button";
import "./field.css";

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "id"> {
  label: string;
  /** Said after the label, for instance "optional, for the receipt". */
  aside?: string;
  hint?: string;
  error?: string | undefined;
  ref?: Ref<HTMLInputElement>;
}

export function Field({ label, aside, hint, error, ref, ...input }: FieldProps) {
  const id = useId();
  const described = [error ? `${id}-error` : "", hint ? `${id}-hint` : ""]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {aside ? <span className="muted">{aside}</span> : null}
      </label>
      <input
        {...input}
        ref={ref}
        id={id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p className="field-error" id={id}>
      <CircleAlert size={16} aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}

/** Any country is accepted; the mask is only a hint, the server judges the number. */
export function PhoneField(props: Omit<FieldProps, "type" | "autoComplete">) {
  return (
    <Field
      {...props}
      type="tel"
      inputMode="tel"
      autoComplete="tel"
      placeholder="+7 701 555 04 18"
      maxLength={24}
    />
  );
}

interface StepperProps {
  label: string;
  value: number;
  least: number;
  most: number;
  step?: number;
  text?: string;
  onChange: (value: number) => void;
}

export function Stepper({ label, value, least, most, step = 1, text, onChange }: StepperProps) {
  const { t } = useLanguage();
  const id = useId();
  return (
    <fieldset className="field">
      <legend className="label hidden">{label}</legend>
      <span className="label" aria-hidden="true" id={id}>
        {label}
      </span>
      <div className="stepper">
        <IconButton
          label={`${label}: ${t("stepper.less")}`}
          disabled={value - step < least}
          onClick={() => onChange(value - step)}
        >
          <Minus size={18} aria-hidden="true" />
        </IconButton>
        <output aria-live="polite">{text ?? value}</output>
        <IconButton
          label={`${label}: ${t("stepper.more")}`}
          disabled={value + step > most}
          onClick={() => onChange(value + step)}
        >
          <Plus size={18} aria-hidden="true" />
        </IconButton>
      </div>
    </fieldset>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  checked: boolean;
  onChange: () => void;
  aside?: ReactNode;
  children: ReactNode;
}

/** One line of a radio list. */
export function Choice({ name, value, checked, onChange, aside, children }: ChoiceProps) {
  return (
    <label className="choice">
      <input type="radio" name={name} value={value} checked={checked} onChange={onChange} />
      <span>{children}</span>
      {aside ? <small>{aside}</small> : null}
    </label>
  );
}
