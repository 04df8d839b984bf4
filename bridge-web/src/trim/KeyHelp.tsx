import { say } from './texts.ts';

/** Which keys there are. */
export function KeyHelp() {
  const keys: [string[], string][] = [
    [[say.space, 'K'], say.keyPlay],
    [['J', 'L'], say.keySkip],
    [[',', '.'], say.keyPicture],
    [['I', 'O'], say.keyCut],
    [['+', '-', '0'], say.keyZoom],
    [['←', '→'], say.keyArrows],
    [['⇧ ←', '⇧ →'], say.keySeconds],
    [[say.pageUp, say.pageDown], say.keyPages],
    [[say.home, say.endKey], say.keyEnds],
    [['Alt'], say.keyAlt],
    [['Esc'], say.keyEscape],
  ];
  return (
    <details class="key-help">
      <summary>{say.keys}</summary>
      <dl>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
