import { useEffect, useState } from 'preact/hooks';
import type { Material } from './drawing.ts';
import { type Preview, readWaveform } from './preview.ts';

/** What there is to draw of a preview, as it comes. Both only help the eye, so without them one goes on. */
export function useMaterial(preview: Preview): Material {
  const [material, setMaterial] = useState<Material>({ preview });
  useEffect(() => {
    let isOver = false;
    const add = (more: Partial<Material>) => {
      if (!isOver) setMaterial((before) => ({ ...before, ...more }));
    };
    const sprite = new Image();
    sprite.src = preview.thumbnails.url;
    sprite.decode().then(
      () => add({ sprite }),
      () => undefined,
    );
    if (preview.hasSound)
      readWaveform(preview).then(
        (waveform) => add({ waveform }),
        () => undefined,
      );
    return () => {
      isOver = true;
    };
  }, [preview]);
  return material;
}
