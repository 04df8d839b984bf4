import { cancel } from './cancel.ts';
import type { Component } from './component.ts';
import { deleteClip } from './delete.ts';
import { deleteYes } from './delete-yes.ts';
import { forget } from './forget.ts';
import { leave } from './leave.ts';
import { more } from './more.ts';
import { moreBy } from './more-by.ts';
import { mute, unmute } from './mute.ts';
import { rename } from './rename.ts';
import { save } from './save.ts';
import { settings } from './settings.ts';
import { title } from './title.ts';
import { toMe } from './to-me.ts';
import { trim } from './trim.ts';
import { withdraw } from './withdraw.ts';

export const components: Component[] = [
  ...[trim, save, toMe, more, moreBy],
  ...[deleteClip, deleteYes, leave],
  ...[rename, title, cancel],
  ...[withdraw, mute, unmute, forget, ...settings],
];
