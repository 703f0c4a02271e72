const LENGTH = 16;
const ALPHABET = /^[0-9A-HJKMNP-TV-Z]+$/;
let kept: string | undefined;

/** What was typed when it can be a code: a G (gift card) or P (pass) and fifteen letters, whatever stands between. */
export function giftCodeIn(typed: string): string | undefined {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  const fits = letters.length === LENGTH && /^[GP]/.test(letters) && ALPHABET.test(letters);
  return fits ? letters : undefined;
}

/** Whether a code is that of a pass, which pays with visits. */
export function isPassCode(code: string): boolean {
  return code.startsWith("P");
}

/** A code given before the checkout. It is money, so it is remembered by this page and written nowhere. */
export function keepGiftCode(code: string | undefined): void {
  kept = code;
}

export function keptGiftCode(): string | undefined {
  return kept;
}
