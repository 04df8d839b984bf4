import { SignedIn } from '../ui/SignedIn.tsx';

export function PrivacyPage() {
  return <SignedIn page="privacy">{() => <main class="card" />}</SignedIn>;
}
