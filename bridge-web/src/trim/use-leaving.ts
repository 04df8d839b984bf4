import { useEffect } from 'preact/hooks';
import { leadsAway } from './leads-away.ts';
import { closePreview } from './preview.ts';

/**
 * Closes the preview when one goes on to another page. A reload must find it again and can't be told from closing the
 * tab, so then it is left to the server, which lets it go when nothing more is heard; so is a page that the browser
 * keeps to come back to.
 */
export function useLeaving(previewId: string): void {
  useEffect(() => {
    let isLeaving = false;
    const click = (event: MouseEvent) => {
      const { target } = event;
      const link = target instanceof Element ? target.closest('a') : null;
      isLeaving = link !== null && leadsAway(event, link, location.pathname);
    };
    const hide = ({ persisted }: PageTransitionEvent) => {
      if (isLeaving && !persisted) closePreview(previewId);
    };
    addEventListener('click', click);
    addEventListener('pagehide', hide);
    return () => {
      removeEventListener('click', click);
      removeEventListener('pagehide', hide);
    };
  }, [previewId]);
}
