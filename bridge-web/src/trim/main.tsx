import { render } from 'preact';
import { neverTwoSounds } from '../one-sound.ts';
import { withClipFromHash } from './address.ts';
import { TrimPage } from './TrimPage.tsx';

// First of all: signing in takes the token away, and what stands beside it must not go with it.
const address = withClipFromHash(location.search, location.hash);
if (address) history.replaceState(null, '', address);
neverTwoSounds();
const page = document.getElementById('page');
if (page) render(<TrimPage />, page);
