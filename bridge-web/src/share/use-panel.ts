import { useEffect, useState } from 'preact/hooks';
import { toast } from '../ui/toasts.ts';
import { say } from './clip-texts.ts';
import { openPanel } from './small-panel.ts';

/** The small window above all others: undefined while there is none. */
export function useSmallPanel() {
  const [panel, setPanel] = useState<Window>();
  useEffect(() => {
    if (!panel) return;
    const closed = () => setPanel(undefined);
    panel.addEventListener('pagehide', closed);
    return () => {
      panel.removeEventListener('pagehide', closed);
      panel.close();
    };
  }, [panel]);
  return {
    panel,
    open: () => openPanel(say.panelTitle).then(setPanel, () => toast('bad', say.panelTrouble)),
    close: () => setPanel(undefined),
  };
}
