import { expect, test } from "vitest";
import { deviceName } from "@/lib/device-name";

test.each([
  [
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36",
    "Chrome, Android",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari, iPhone",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0 Safari/537.36 Edg/156.0",
    "Edge, Windows",
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 15.2; rv:140.0) Firefox/140.0", "Firefox, Mac"],
  ["curl/8.9", "curl/8.9"],
])("%s is shown as %s", (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});
