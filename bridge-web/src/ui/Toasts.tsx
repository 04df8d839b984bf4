import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from './texts.ts';
import { closeToast, listenToToasts, type Toast } from './toasts.ts';

/** So many are shown; those before them wait behind a button. */
const SHOWN = 3;

/** Where toasts are shown; once on a page, and once in a dialog. What they cover, the page keeps free of buttons. */
export function Toasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const [all, setAll] = useState(false);
  const stack = useRef<HTMLDivElement>(null);
  useEffect(() => listenToToasts(setToasts), []);
  useRoom(stack);
  const hidden = all ? 0 : Math.max(0, toasts.length - SHOWN);
  useEffect(() => {
    if (toasts.length <= SHOWN) setAll(false);
  }, [toasts.length]);
  return (
    <div class="toasts" role="status" aria-live="polite" ref={stack}>
      {hidden > 0 && (
        <button type="button" class="earlier" onClick={() => setAll(true)}>
          {say.earlier(hidden)}
        </button>
      )}
      {toasts.slice(hidden).map(({ id, tone, text, action }) => (
        <div key={id} class={`toast ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              class="link"
              onClick={() => {
                closeToast(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="link" aria-label={say.close} onClick={() => closeToast(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}

/** Between the stack and the window's edge, and what is above it, px. */
const AROUND_PX = 16;

/** Tells the style sheets how much room the stack takes, where nothing may lie that is to be pressed. */
function useRoom(stack: { current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const element = stack.current;
    const container = element?.closest('dialog') ?? document.body;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const { offsetHeight } = element;
      container.style.setProperty('--toasts', `${offsetHeight && offsetHeight + AROUND_PX}px`);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [stack]);
}
