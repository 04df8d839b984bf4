/** Pictures at least so far apart. Each keeps its own time; an `fps` filter would double those of a still page. */
export function picturesApart(distanceMs: number): string {
  const distance = (distanceMs / 1000).toFixed(4);
  return `select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,${distance})`;
}

/** The AAC encoder puts 1,024 samples in front: without as many of the first ones, all is in its place. */
export const AAC_IN_PLACE = ['-af', 'atrim=start_sample=1024'];
