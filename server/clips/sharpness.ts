/** Coding noise in plain areas is no detail: differences of luma up to this. */
const NOISE = 6;

/**
 * How much fine detail a picture has: the mean step from each pixel to those around it, beyond noise. 0 for one
 * colour, little for what is dark, faded or blurred.
 * @param luma one byte a pixel, `width` to a row
 */
export function sharpness(luma: Uint8Array, width: number): number {
  const height = Math.floor(luma.length / width);
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1, end = i + width - 2; i < end; i++) {
      const around =
        (luma[i - 1] as number) +
        (luma[i + 1] as number) +
        (luma[i - width] as number) +
        (luma[i + width] as number);
      sum += Math.max(0, Math.abs(4 * (luma[i] as number) - around) - NOISE);
    }
  }
  return sum / luma.length;
}
