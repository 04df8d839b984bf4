import type { Package } from './packages.ts';

/** They ask for their notice to be kept, which a package in node_modules brings along, or for nothing. */
const FREE = [
  ...['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'],
  ...['Unlicense', 'CC0-1.0', 'Python-2.0', 'BlueOak-1.0.0'],
];
/** Who changes one of its files gives that file away; none is changed here. */
const BY_FILE = ['MPL-2.0'];
/** A program that is run, and no part of ours; optional, and not in the image. */
const PROGRAMS: Record<string, string> = { 'ffmpeg-static': 'GPL-3.0-or-later' };

/** Whether a package may be among ours. */
export function isAllowed({ name, licence }: Pick<Package, 'name' | 'licence'>): boolean {
  if (licence === null) return false;
  if (PROGRAMS[name] === licence) return true;
  const choices = licence.replace(/[()]/g, '').split(' OR ');
  return choices.some((choice) =>
    choice.split(' AND ').every((one) => [...FREE, ...BY_FILE].includes(one)),
  );
}
