import { SignedIn } from '../ui/SignedIn.tsx';

export function TrimPage() {
  return <SignedIn page="trim">{() => <main class="card" />}</SignedIn>;
}
