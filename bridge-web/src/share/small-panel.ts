interface DocumentPictureInPicture {
  /** The one that is open. */
  window: Window | null;
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

declare global {
  interface Window {
    documentPictureInPicture?: DocumentPictureInPicture;
  }
}

/** Chromium alone lets a page keep a window of its own above all others. */
export const canOpenPanel = () => window.documentPictureInPicture !== undefined;

/** Whether anybody may see what the page says: also beside a game, in the panel. */
export const isLookedAt = () =>
  document.visibilityState === 'visible' || Boolean(window.documentPictureInPicture?.window);

/**
 * An empty window above all others, with this page's styles. Has to be called straight from a click.
 * @throws DOMException
 */
export async function openPanel(title: string): Promise<Window> {
  const panel = await window.documentPictureInPicture!.requestWindow({ width: 340, height: 400 });
  const { document: doc } = panel;
  doc.documentElement.lang = document.documentElement.lang;
  doc.title = title;
  const shared = 'link[rel="stylesheet"], meta[name="color-scheme"]';
  for (const element of document.head.querySelectorAll<HTMLElement>(shared)) {
    const copy = element.cloneNode() as HTMLElement;
    // Its own address is about:blank, which nothing is relative to.
    if (element instanceof HTMLLinkElement) copy.setAttribute('href', element.href);
    doc.head.append(copy);
  }
  doc.body.className = 'panel';
  return panel;
}
