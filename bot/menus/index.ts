import { clipLast } from './clip-last.ts';
import type { Menu } from './menu.ts';
import { save } from './save.ts';
import { trim } from './trim.ts';

export const menus: Menu[] = [clipLast, trim, save];
