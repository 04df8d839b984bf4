/**
 * The sound of the test card: a beep at each whole second of its clock, whose pitch tells the second modulo 4 and
 * the card. Imported by the page and by the decoder.
 */
export const BEEP_MS = 60;
export const SECONDS = 4;
export const CARDS = 4;

/** Hz; 100 Hz between two neighbours, 20 Hz or so can be told apart within a beep. */
export function beepPitch(second: number, card: number): number {
  return 1000 + 400 * (second % SECONDS) + 100 * ((card - 1) % CARDS);
}
