type Click = Pick<
  MouseEvent,
  'button' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'defaultPrevented'
>;
type Link = Pick<HTMLAnchorElement, 'target' | 'pathname' | 'download'>;

/**
 * Whether a click on a link takes this tab to another page. With a key held or the middle button the page opens in
 * another tab or window, or is saved, and this one stays.
 * @param here the path of this page
 */
export function leadsAway(click: Click, { target, pathname, download }: Link, here: string) {
  const { button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented } = click;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey || defaultPrevented) return false;
  return target === '' && download === '' && pathname !== here;
}
