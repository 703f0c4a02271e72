import type { ButtonHTMLAttributes, ReactNode } from "react";
import "./button.css";

export type ButtonLook = "primary" | "secondary" | "quiet" | "danger";

interface Shape {
  look?: ButtonLook | undefined;
  large?: boolean | undefined;
  wide?: boolean | undefined;
}

/** For links that look like buttons. */
export function buttonClass({ look = "primary", large, wide }: Shape = {}): string {
  return `button ${look}${large ? " large" : ""}${wide ? " wide" : ""}`;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Shape {
  /** Keeps its width and stays focusable while the action runs; taps meanwhile do nothing. */
  busy?: boolean;
}

export function Button({
  look,
  large,
  wide,
  busy = false,
  type = "button",
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={busy && type === "submit" ? "button" : type}
      className={buttonClass({ look, large, wide })}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      <span className="label">{children}</span>
      {busy ? <span className="spinner" aria-hidden="true" /> : null}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  outlined?: boolean;
  children: ReactNode;
}

export function IconButton({ label, outlined = false, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`icon-button${outlined ? " outlined" : ""}`}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  );
}

interface ChipProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  pressed: boolean;
}

/** A filter that is on or off. */
export function Chip({ pressed, children, ...rest }: ChipProps) {
  return (
    <button type="button" {...rest} className="chip" aria-pressed={pressed}>
      {children}
    </button>
  );
}
