import { useEffect, useState } from 'preact/hooks';
import { say } from './texts.ts';
import { closeToast, listenToToasts, type Toast } from './toasts.ts';

/** Where toasts are shown; once on a page. */
export function Toasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  useEffect(() => listenToToasts(setToasts), []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, tone, text, action }) => (
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
