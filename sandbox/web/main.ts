import { h, render } from 'preact';
import { App } from './app.ts';
import { start } from './store.ts';

const root = document.getElementById('app')!;
start((state) => render(h(App, state), root));
