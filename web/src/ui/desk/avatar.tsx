import "./avatar.css";

const HUES = [328, 232, 80, 150, 262, 20, 190, 55];

function letters(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N} ]/gu, " ")
    .split(" ")
    .filter(Boolean);
  const [first = "?", second = ""] = words;
  return (first.charAt(0) + second.charAt(0)).toLocaleUpperCase("ru");
}

/** Initials on a colour that always belongs to the same person or thing; every hue carries white at 5:1. */
export function Avatar({
  name,
  id,
  size = 36,
  square = false,
}: {
  name: string;
  id: string;
  size?: number;
  square?: boolean;
}) {
  const number = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7);
  return (
    <span
      className={`avatar${square ? " square" : ""}`}
      aria-hidden="true"
      style={{
        inlineSize: size,
        blockSize: size,
        fontSize: size * 0.38,
        background: `oklch(47% 0.085 ${HUES[number % HUES.length]})`,
      }}
    >
      {letters(name)}
    </span>
  );
}
