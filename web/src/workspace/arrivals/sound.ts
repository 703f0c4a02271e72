const NOTES = { yes: [660, 990], no: [220, 165] } as const;
const NOTE_SECONDS = 0.14;
let audio: AudioContext | undefined;

/** Two notes up or down, and a short shake: the answer is heard without looking. Silent where it is not allowed. */
export function sound(answer: keyof typeof NOTES): void {
  navigator.vibrate?.(answer === "yes" ? 60 : [120, 60, 120]);
  try {
    audio ??= new AudioContext();
    for (const [index, frequency] of NOTES[answer].entries()) {
      const tone = new OscillatorNode(audio, { frequency });
      const loudness = new GainNode(audio, { gain: 0.15 });
      const from = audio.currentTime + index * NOTE_SECONDS;
      tone.connect(loudness).connect(audio.destination);
      tone.start(from);
      tone.stop(from + NOTE_SECONDS);
    }
  } catch {
    // The colour and the words say the same.
  }
}
