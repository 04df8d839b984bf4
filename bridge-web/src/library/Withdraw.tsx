import { useState } from 'preact/hooks';
import { say } from './texts.ts';

/** Deletes a clip of somebody else for everybody: asked once more, as it can't be undone. */
export function Withdraw({ onWithdraw }: { onWithdraw(): Promise<void> }) {
  const [step, setStep] = useState<'offered' | 'asked' | 'going'>('offered');
  if (step === 'offered') {
    return (
      <button type="button" class="danger" onClick={() => setStep('asked')}>
        {say.withdraw}
      </button>
    );
  }
  const go = async () => {
    setStep('going');
    await onWithdraw();
    setStep('offered');
  };
  return (
    <div role="group" aria-label={say.withdraw}>
      <p class="quiet">{say.withdrawAsked}</p>
      <div class="actions">
        <button type="button" class="danger" disabled={step === 'going'} onClick={() => void go()}>
          {say.withdrawYes}
        </button>
        <button type="button" autoFocus onClick={() => setStep('offered')}>
          {say.withdrawNo}
        </button>
      </div>
    </div>
  );
}
