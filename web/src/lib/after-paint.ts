const LATEST_MS = 120;

/**
 * Runs once the next frame is on the screen: what a tap changed at once is seen before the heavy part
 * of its work begins. A page nobody looks at draws no frames, so it does not wait for one.
 */
export function afterPaint(run: () => void): void {
  if (document.hidden) {
    run();
    return;
  }
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    run();
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, LATEST_MS);
}
