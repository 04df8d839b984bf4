import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Action } from '../action.ts';
import type { Stage } from '../stage.ts';

const choose = (stage: Stage, whoMayClip: string) =>
  stage.ask<void>('PATCH', '/api/settings', { whoMayClip });

export const chosen: Action<void> = {
  prepare: (stage) => choose(stage, 'server'),
  act: (stage) => choose(stage, 'nobody'),
  actAgain: (stage) => choose(stage, 'nobody'),
};

const agree = (stage: Stage) => stage.ask<void>('PUT', '/api/consent');

export const agreed: Action<void> = {
  async prepare({ dataDir }) {
    const database = new DatabaseSync(join(dataDir, 'hindsight.sqlite'), { timeout: 5000 });
    database.exec("DELETE FROM records WHERE namespace = 'consents'");
    database.exec("DELETE FROM lists WHERE list LIKE 'consents:%'");
    database.close();
  },
  act: agree,
  async actAgain(stage) {
    const { agreed } = await stage.ask<{ agreed: boolean }>('GET', '/api/consent');
    if (!agreed) await agree(stage);
  },
};
