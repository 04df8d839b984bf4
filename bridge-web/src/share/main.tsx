import { render } from 'preact';
import { SharePage } from './SharePage.tsx';

const page = document.getElementById('page');
if (page) render(<SharePage />, page);
