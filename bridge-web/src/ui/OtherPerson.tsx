import type { OtherPerson as Names } from '../session.ts';
import { say } from './texts.ts';

interface Props extends Names {
  onGoOn(): void;
  onStay(): void;
}

/** A link for somebody else than who is signed in: nobody becomes another person without being asked. */
export function OtherPerson({ signedInAs, linkFor, onGoOn, onStay }: Props) {
  return (
    <>
      <h1>{say.otherTitle(linkFor)}</h1>
      <p>{say.otherWords(signedInAs, linkFor)}</p>
      <p class="row">
        <button type="button" class="main" onClick={onStay}>
          {say.stayAs(signedInAs)}
        </button>
        <button type="button" onClick={onGoOn}>
          {say.goOnAs(linkFor)}
        </button>
      </p>
    </>
  );
}
