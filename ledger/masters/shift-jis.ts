/** What the platform decodes as Shift_JIS (CP932), turned round: it has a decoder for it and no encoder. */
export type ShiftJisEncoder = Readonly<{
  /** `null`: a character that Shift_JIS does not have. */
  encode(text: string): Uint8Array | null;
}>;

/** Rows 89 to 92 repeat characters of the rows of IBM; as everywhere, those of IBM are written (WHATWG Encoding, 12.3.2). */
const REPEATED_LEADS: readonly number[] = [0xed, 0xee];

export function shiftJisEncoder(): ShiftJisEncoder {
  const decoder = new TextDecoder('shift_jis');
  const codes = new Map<string, readonly number[]>();
  const learn = (code: readonly number[]) => {
    const [character, ...others] = decoder.decode(Uint8Array.from(code));
    if (character === undefined || others.length > 0 || character === '\uFFFD') return;
    if (!codes.has(character)) codes.set(character, code);
  };
  for (let byte = 0; byte <= 0xff; byte += 1) learn([byte]);
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    if (REPEATED_LEADS.includes(lead)) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) learn([lead, trail]);
  }
  return {
    encode(text) {
      const bytes: number[] = [];
      for (const character of text) {
        const code = codes.get(character);
        if (code === undefined) return null;
        bytes.push(...code);
      }
      return Uint8Array.from(bytes);
    },
  };
}
