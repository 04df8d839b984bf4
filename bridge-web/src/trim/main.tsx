import { render } from 'preact';
import { TrimPage } from './TrimPage.tsx';

const page = document.getElementById('page');
if (page) render(<TrimPage />, page);
