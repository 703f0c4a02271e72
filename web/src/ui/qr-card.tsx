import { useEffect, useState } from "react";
import "./qr-card.css";

/** The code as a picture, drawn on the device; the library is fetched only where it is shown. */
export function QrCard({ text, label }: { text: string; label: string }) {
  const [path, setPath] = useState<{ side: number; d: string }>();
  useEffect(() => {
    let shown = true;
    import("uqr").then(({ encode }) => {
      const { data } = encode(text, { border: 2 });
      const d = data
        .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
        .join("");
      if (shown) setPath({ side: data.length, d });
    });
    return () => {
      shown = false;
    };
  }, [text]);
  return (
    <div className="qr">
      {path ? (
        <svg viewBox={`0 0 ${path.side} ${path.side}`} role="img" aria-label={label}>
          <path d={path.d} shapeRendering="crispEdges" />
        </svg>
      ) : null}
    </div>
  );
}
