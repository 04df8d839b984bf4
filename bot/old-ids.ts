import { setId } from '../commands/settings/field.ts';
import { fields } from '../commands/settings/fields.ts';

/** What an older version wrote below messages that may still stand in Discord. */
const OLD = /^(withdraw|forget|settings):1:(?:(set):)?(\w+)$/;

/** @returns the custom id that is written in the place of this one now; the same where there is none */
export function presentId(customId: string): string {
  const [, name, set, value = ''] = OLD.exec(customId) ?? [];
  switch (name) {
    case 'withdraw':
      return `${name}:${value}`;
    case 'forget':
      return name;
    case 'settings': {
      const field = set && fields.find(({ id }) => id === value);
      return field ? setId(field.id) : name;
    }
    default:
      return customId;
  }
}
