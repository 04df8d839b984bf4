/** Pictures carry their number as so many light and dark columns. */
export const BITS = 14;
/** From here down, a part of its height, every picture is of one colour. */
export const BAND_FROM = 0.7;
/** The filter that paints it. */
export const BAND = `drawbox=y=ih*${BAND_FROM}:h=ih:color=0xd04818:t=fill`;
