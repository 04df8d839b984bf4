import { ComponentType } from 'discord.js';
import { messageIn, objectsIn, type Rule } from './rule.ts';

type Json = Record<string, any>;
type Limits = Record<string, number>;

/** How long the texts of an object may be, by what it is: characters, and entries of lists. */
const EVERYWHERE: Limits = { content: 2000, custom_id: 100, placeholder: 150, embeds: 10 };
const OF_KIND: [is: (one: Json) => boolean, limits: Limits][] = [
  [({ type, style }) => type === ComponentType.Button && style, { label: 80, url: 512 }],
  [({ type, label }) => type === ComponentType.Label && label, { label: 45, description: 100 }],
  [({ type }) => type === ComponentType.ActionRow, { components: 5 }],
  [({ type }) => type === ComponentType.StringSelect, { options: 25 }],
  [isOption, { label: 100, value: 100, description: 100 }],
  [({ title, custom_id }) => title && custom_id, { title: 45, components: 5 }],
  [({ choices }) => choices, { choices: 25 }],
  [({ name, value }) => name !== undefined && value !== undefined, { name: 100, value: 100 }],
];
const EMBED: Limits = { title: 256, description: 4096, fields: 25 };

/** No text and no list is longer than Discord takes. */
export const lengths: Rule = ({ body, ...request }) => {
  const wrong: string[] = [];
  const check = (one: Json, limits: Limits) => {
    for (const [field, most] of Object.entries(limits)) {
      const { length } = one[field] ?? '';
      if (length > most) wrong.push(`${field} has ${length}, ${most} are allowed`);
    }
  };
  for (const one of objectsIn(body)) {
    check(one, EVERYWHERE);
    for (const [is, limits] of OF_KIND) if (is(one)) check(one, limits);
  }
  for (const embed of messageIn({ body, ...request })?.embeds ?? []) check(embed, EMBED);
  return wrong;
};

/** Of a menu. */
function isOption({ type, label, value }: Json): boolean {
  return type === undefined && label !== undefined && value !== undefined;
}
