import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ClipOrder } from '../clip-orders.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { ClipFacts } from './ClipFacts.tsx';
import type { Change, Clip } from './clips.ts';
import { LinkPanel } from './LinkPanel.tsx';
import { Screen } from './Screen.tsx';
import { ShareAgain } from './ShareAgain.tsx';
import { TitleField } from './TitleField.tsx';
import { say } from './texts.ts';
import { Withdraw } from './Withdraw.tsx';
import { isOwnScreen, titleOf } from './words.ts';

interface Props {
  clip: Clip;
  userId: string;
  orders: ClipOrder[];
  onClose(): void;
  /** To its neighbours in the grid, where there are any. */
  onPrevious?(): void;
  onNext?(): void;
  /** @returns whether it is changed */
  onChange(change: Change): Promise<boolean>;
  onReplace(clip: Clip): void;
  onDelete(): void;
  /** Somebody else's, with its messages. */
  onWithdraw(): Promise<void>;
  /** It can't be played: perhaps it is gone. */
  onTrouble(): Promise<void>;
}

/** A clip, large, and all that can be done with it. */
export function ClipDialog(props: Props) {
  const { clip, userId, onClose, onPrevious, onNext } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = useRef(true);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      // It goes with the page, which is not somebody closing it.
      shown.current = false;
      element?.close();
    };
  }, []);
  // By the element itself, which then lets the focus go back to the page.
  const close = () => dialog.current?.close();
  const name = `${fileName(clip)}.mp4`;
  const seek = (ms: number) => {
    const video = dialog.current?.querySelector('video');
    if (video) video.currentTime = ms / 1000;
  };
  return (
    <dialog
      ref={dialog}
      class="clip-dialog"
      aria-label={titleOf(clip)}
      onClose={() => shown.current && onClose()}
      onClick={({ target }) => target === dialog.current && close()}
    >
      <div class="frame">
        <div class="top">
          {clip.mine ? (
            <TitleField
              key={clip.id}
              clip={clip}
              userId={userId}
              onRename={(title) => props.onChange({ title })}
            />
          ) : (
            <h2>{titleOf(clip)}</h2>
          )}
          <button
            type="button"
            class="plain"
            aria-label={say.previous}
            disabled={!onPrevious}
            onClick={onPrevious}
          >
            ‹
          </button>
          <button
            type="button"
            class="plain"
            aria-label={say.next}
            disabled={!onNext}
            onClick={onNext}
          >
            ›
          </button>
          <button type="button" class="plain" aria-label={say.close} autoFocus onClick={close}>
            ×
          </button>
        </div>
        <Screen key={clip.id} clip={clip} onTrouble={props.onTrouble} />
        <div class="side">
          <ClipFacts clip={clip} onSeek={seek} onChange={props.onChange} />
          <div class="actions">
            <a
              class="button"
              href={`${clip.file}?download=${encodeURIComponent(name)}`}
              download={name}
            >
              {say.download}
            </a>
            {clip.mine && (
              <>
                {clip.mayTrim && (
                  <a class="button" href={`/trim?clip=${clip.id}`}>
                    {say.trim}
                  </a>
                )}
                <button type="button" class="danger" onClick={props.onDelete}>
                  {say.delete}
                </button>
              </>
            )}
          </div>
          {clip.mayWithdraw && <Withdraw key={`gone-${clip.id}`} onWithdraw={props.onWithdraw} />}
          {clip.mine && <ShareAgain key={`post-${clip.id}`} clip={clip} orders={props.orders} />}
          {isOwnScreen(clip) && (
            <LinkPanel key={`link-${clip.id}`} clip={clip} onReplace={props.onReplace} />
          )}
        </div>
      </div>
      {/* What is outside of the dialog can't be reached while it is open. */}
      <Toasts />
    </dialog>
  );
}

/** What every file system takes. */
function fileName(clip: Clip): string {
  return (
    titleOf(clip)
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
      .trim() || clip.id
  );
}
