/**
 * <smart-booking business="salon-aina" mode="inline|popup|floating" lang="kk" accent="#08656f">: loaded by other
 * people's pages, so it stands alone. The booking itself happens in a frame of our own origin.
 */
const home = new URL(import.meta.url).origin;
const EVENTS = new Set(["ready", "selected", "booked", "error"]);
const BOOK: Record<string, string> = { kk: "Брондау", ru: "Записаться", en: "Book" };
const CLOSE: Record<string, string> = { kk: "Жабу", ru: "Закрыть", en: "Close" };
const STYLE = `:host{display:block}:host([mode=floating]){position:fixed;inset:auto 20px 20px auto;z-index:2147483000}
iframe{display:block;inline-size:100%;border:0;min-block-size:320px;color-scheme:normal;background:transparent}
button{font:600 16px/1.2 system-ui,sans-serif;min-block-size:48px;padding:0 22px;border:0;border-radius:10px;cursor:pointer;color:#fff;background:var(--sb-accent,#08656f)}
button:focus-visible{outline:3px solid #ffc21a;outline-offset:2px;box-shadow:0 0 0 2px #0e1f24}
dialog{inline-size:min(560px,calc(100vw - 24px));max-block-size:calc(100dvh - 32px);padding:0;border:0;border-radius:16px;overflow:auto;background:#fff}
dialog::backdrop{background:rgb(14 31 36/.5)}dialog>button{float:inline-end;margin:8px;min-block-size:44px;padding:0 14px;color:#0e1f24;background:transparent}`;

/** White text needs a dark ground: a colour that is too light only tints the border of the frame's buttons. */
function readable(hex: string): boolean {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((c) =>
    c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 4.5;
}

class SmartBooking extends HTMLElement {
  #frame: HTMLIFrameElement | undefined;
  #dialog: HTMLDialogElement | undefined;
  #abort = new AbortController();

  connectedCallback(): void {
    this.#abort = new AbortController();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.replaceChildren();
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.append(style);
    const accent = this.getAttribute("accent") ?? "";
    if (/^#[\da-f]{6}$/i.test(accent) && readable(accent)) {
      this.style.setProperty("--sb-accent", accent);
    }
    addEventListener("message", (event) => this.#heard(event), { signal: this.#abort.signal });
    if ((this.getAttribute("mode") ?? "inline") === "inline") root.append(this.#framed());
    else this.#behindButton(root);
  }

  disconnectedCallback(): void {
    this.#abort.abort();
  }

  #word(words: Record<string, string>): string {
    const lang = this.getAttribute("lang") || document.documentElement.lang.slice(0, 2);
    return words[lang] ?? words.ru ?? "";
  }

  #framed(): HTMLIFrameElement {
    const frame = document.createElement("iframe");
    const address = new URL(
      `/embed/${encodeURIComponent(this.getAttribute("business") ?? "")}`,
      home,
    );
    for (const name of ["service", "lang", "theme", "accent"]) {
      const value = this.getAttribute(name);
      if (value) address.searchParams.set(name, value);
    }
    address.searchParams.set("origin", location.origin);
    frame.src = address.href;
    frame.title = this.getAttribute("label") ?? this.#word(BOOK);
    this.#frame = frame;
    return frame;
  }

  #behindButton(root: ShadowRoot): void {
    const open = document.createElement("button");
    open.type = "button";
    open.textContent = this.getAttribute("label") ?? this.#word(BOOK);
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", open.textContent);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = this.#word(CLOSE);
    close.onclick = () => dialog.close();
    dialog.append(close);
    dialog.onclose = () => open.focus();
    open.onclick = () => {
      if (!this.#frame) dialog.append(this.#framed());
      dialog.showModal();
    };
    this.#dialog = dialog;
    root.append(open, dialog);
  }

  /** Only our own frame, and only from our own origin. */
  #heard(event: MessageEvent): void {
    if (event.origin !== home || !this.#frame || event.source !== this.#frame.contentWindow) return;
    const { type, detail } = event.data ?? {};
    if (type === "height" && Number.isFinite(detail)) this.#frame.style.blockSize = `${detail}px`;
    if (type === "close") this.#dialog?.close();
    if (EVENTS.has(type)) {
      this.dispatchEvent(new CustomEvent(`sb:${type}`, { detail, bubbles: true, composed: true }));
    }
  }
}

if (!customElements.get("smart-booking")) customElements.define("smart-booking", SmartBooking);
