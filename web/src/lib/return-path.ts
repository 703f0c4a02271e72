const KEY = "sb.return";

/**
 * Where somebody wanted to go when signing in stood in between; only addresses of this site. A frame on its
 * way out is drawn once more with the form's address: nobody wants to go there.
 */
export function rememberReturn(path: string): void {
  if (path.startsWith("/login")) return;
  try {
    sessionStorage.setItem(KEY, path);
  } catch {
    // Without storage the person lands on the ordinary page after signing in.
  }
}

/** The remembered address, once. */
export function takeReturn(): string | undefined {
  try {
    const path = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return path && /^\/[^/\\]/.test(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
