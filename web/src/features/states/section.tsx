import type { ReactNode } from "react";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="stack" style={{ gap: 16 }}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
