import type { Fault } from './fault.ts';
import { beginOn } from './overlap.ts';

const WHO = ['ada', 'bo', 'cy'];

export const dmRefusal: Fault = {
  name: 'dm refusal',
  async begin({ sandbox: { control } }) {
    const end = await beginOn(control.refuseDms, null, async (all) => {
      for (const who of WHO) await control.refuseDms(who, all.length > 0);
    });
    return { what: 'nobody takes DMs', end };
  },
};
