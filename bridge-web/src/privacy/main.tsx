import { render } from 'preact';
import { PrivacyPage } from './PrivacyPage.tsx';

const page = document.getElementById('page');
if (page) render(<PrivacyPage />, page);
