import { useEffect, useRef, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { Notice } from "@/ui/states";

const EVERY_MS = 180;
/** Wide enough for a code held at arm's length, small enough for a cheap phone. */
const WIDTH = 640;

type Decode = (image: { width: number; height: number; data: Uint8ClampedArray }) => string;

/** The picture of the moment, read; undefined when there is no code in it. */
function read(video: HTMLVideoElement, canvas: HTMLCanvasElement, decode: Decode) {
  if (video.readyState < video.HAVE_CURRENT_DATA) return undefined;
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decode(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return undefined;
  }
}

/** The camera at the back of the phone. Codes are read on the device; no picture leaves it. */
export function Camera({ paused, onCode }: { paused: boolean; onCode: (text: string) => void }) {
  const { t } = useLanguage();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  const seen = useRef({ paused, onCode });
  seen.current = { paused, onCode };
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    let gone = false;
    const start = async () => {
      const [{ default: decode }, opened] = await Promise.all([
        import("qr/decode.js"),
        navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }),
      ]);
      stream = opened;
      const view = video.current;
      if (gone || !view) return stop();
      view.srcObject = opened;
      await view.play();
      const canvas = document.createElement("canvas");
      timer = setInterval(() => {
        if (seen.current.paused) return;
        const text = read(view, canvas, decode);
        if (text) seen.current.onCode(text);
      }, EVERY_MS);
    };
    const stop = () => {
      clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    start().catch(() => !gone && setRefused(true));
    return () => {
      gone = true;
      stop();
    };
  }, []);
  if (refused) return <Notice tone="warn">{t("door.noCamera")}</Notice>;
  return (
    <div className="door-camera">
      <video ref={video} muted playsInline aria-label={t("door.camera")} />
      <span className="door-aim" aria-hidden="true" />
    </div>
  );
}
