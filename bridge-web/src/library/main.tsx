import { render } from 'preact';
import { LibraryPage } from './LibraryPage.tsx';

const page = document.getElementById('page');
if (page) render(<LibraryPage />, page);
