import { useEffect, useRef, useState } from 'preact/hooks';
import type { Clip } from './clips.ts';
import { takeKept, useKept } from './kept.ts';
import { say } from './texts.ts';

interface Props {
  clip: Clip;
  userId: string;
  /** @returns whether it is called so now */
  onRename(title: string): Promise<boolean>;
}

/** The title, renamed in its place: Enter and leaving the field save, Escape takes back. */
export function TitleField({ clip, userId, onRename }: Props) {
  const name = `title.${clip.id}`;
  const [typed, setTyped] = useState(clip.title);
  const [saved, setSaved] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const changed = typed.trim() !== clip.title;
  useKept(name, userId, changed ? typed : undefined);
  useEffect(() => {
    const kept = takeKept<string>(name, userId);
    if (kept === undefined) return;
    setTyped(kept);
    field.current?.focus();
  }, []);
  // Enter saves, and so does leaving the field right after it.
  const saving = useRef(false);
  const save = async () => {
    if (!changed || saving.current) return;
    saving.current = true;
    setSaved(await onRename(typed.trim()));
    saving.current = false;
  };
  return (
    <form
      class="title"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        ref={field}
        type="text"
        value={typed}
        maxLength={100}
        aria-label={say.titleField}
        placeholder={say.titleHint}
        autocomplete="off"
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setSaved(false);
        }}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !changed) return;
          // Only the typing is given up, not the dialog.
          event.preventDefault();
          event.stopPropagation();
          setTyped(clip.title);
        }}
      />
      <span class="quiet small" role="status">
        {saved && !changed ? say.saved : ''}
      </span>
    </form>
  );
}
