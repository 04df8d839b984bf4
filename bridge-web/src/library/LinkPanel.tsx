import { useState } from 'preact/hooks';
import { attempt } from './attempt.ts';
import { type Clip, newLink, revokeLinks } from './clips.ts';
import { say } from './texts.ts';

/** The address that shows a clip to whoever has it: to copy, to revoke, and to make anew. */
export function LinkPanel({ clip, onReplace }: { clip: Clip; onReplace(clip: Clip): void }) {
  const [told, setTold] = useState('');
  const [byHand, setByHand] = useState(false);

  const copy = async (link: string) => {
    const copied = await navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    );
    // Without HTTPS, and where it was forbidden, nothing may write there.
    setByHand(!copied);
    setTold(copied ? say.copied : say.copyBlocked);
  };
  const make = async () => {
    const made = await attempt(() => newLink(clip.id));
    if (!made) return;
    onReplace({ ...clip, link: made.link });
    await copy(made.link);
  };
  const revoke = async () => {
    const done = await attempt(async () => {
      await revokeLinks(clip.id);
      return true;
    });
    if (!done) return;
    onReplace({ ...clip, link: null });
    setByHand(false);
    setTold(say.revoked);
  };
  const { link } = clip;
  return (
    <section class="panel">
      <h2>{say.link}</h2>
      <p class="quiet small">{link ? say.linkText : say.noLink}</p>
      <div class="actions">
        {link ? (
          <>
            <button type="button" onClick={() => void copy(link)}>
              {say.copyLink}
            </button>
            <button type="button" class="danger" onClick={() => void revoke()}>
              {say.revoke}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => void make()}>
            {say.makeLink}
          </button>
        )}
      </div>
      <p class="small" role="status">
        {told}
      </p>
      {byHand && link && (
        <input
          type="text"
          readOnly
          value={link}
          aria-label={say.link}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </section>
  );
}
