import { say } from './texts.ts';

interface Props {
  scope: 'mine' | 'public';
  narrowed: boolean;
  onEverything(): void;
}

/** Instead of clips: why there are none, and what to do. */
export function Empty({ scope, narrowed, onEverything }: Props) {
  if (narrowed) {
    return (
      <div class="empty">
        <h2>{say.emptyFilteredTitle}</h2>
        <p>{say.emptyFilteredText}</p>
        <button type="button" class="main" onClick={onEverything}>
          {say.clearFilters}
        </button>
      </div>
    );
  }
  const shared = scope === 'public';
  return (
    <div class="empty">
      <h2>{shared ? say.emptySharedTitle : say.emptyTitle}</h2>
      <p>{shared ? say.emptySharedText : say.emptyText}</p>
      {!shared && (
        <a class="button main" href="/share">
          {say.emptyAction}
        </a>
      )}
    </div>
  );
}
