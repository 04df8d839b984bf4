import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGES } from '../bridge-web/vite.config.ts';
import { tourPage } from './tour/page.ts';
import { STOPS } from './tour/stops.ts';

const docs = new URL('../docs/', import.meta.url);
const tour = readFileSync(new URL('tour.md', docs), 'utf8');
const shown = [...tour.matchAll(/!\[[^\]]+\]\(tour\/([^)]+)\)/g)].map(([, file]) => file);
const taken = readdirSync(new URL('tour/', docs));

test('docs/tour.md is what npm run tour writes', () => {
  expect(tour).toBe(tourPage(STOPS));
});

test.each([...PAGES, 'c/TOKEN'])('the tour leads over /%s', (page) => {
  expect(STOPS.some((stop) => 'page' in stop && stop.page.split('?')[0] === `/${page}`)).toBe(true);
});

test('every picture that it shows is there, and no other', () => {
  expect(shown.toSorted()).toEqual(taken.toSorted());
});

test('its pictures are JPEGs, under 1.5 MB together', () => {
  const pictures = taken.map((file) => readFileSync(new URL(`tour/${file}`, docs)));
  for (const picture of pictures) expect(picture.readUInt16BE(0)).toBe(0xff_d8);
  const bytes = pictures.reduce((sum, { length }) => sum + length, 0);
  expect(bytes).toBeLessThan(1_500_000);
});
