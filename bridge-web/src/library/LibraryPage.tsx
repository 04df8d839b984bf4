import { SignedIn } from '../ui/SignedIn.tsx';

export function LibraryPage() {
  return <SignedIn page="library">{() => <main class="card" />}</SignedIn>;
}
