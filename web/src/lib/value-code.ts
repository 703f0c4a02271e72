const LENGTH = 16;
const ALPHABET = /^[0-9A-HJKMNP-TV-Z]+$/;
let kept: string | undefined;

/** What was typed when it can be the code of a gift card: a G and fifteen letters, whatever stands between them. */
export function giftCodeIn(typed: string): string | undefined {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  const fits = letters.length === LENGTH && letters.startsWith("G") && ALPHABET.test(letters);
  return fits ? letters : undefined;
}

/** A code given before the checkout. It is money, so it is remembered by this page and written nowhere. */
export function keepGiftCode(code: string | undefined): void {
  kept = code;
}

export function keptGiftCode(): string | undefined {
  return kept;
}
