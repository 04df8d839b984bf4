import { ComponentType } from 'discord-api-types/v10';
import { PeopleError } from './people-error.ts';

/** What a menu lets one choose. @throws PeopleError for what Discord's client would not send */
export function checkChosen(component: any, values: readonly string[] = []): void {
  if (component.type === ComponentType.Button) return;
  const { min_values: least = 1, max_values: most = 1, placeholder = 'the menu' } = component;
  if (values.length < least || values.length > most) {
    throw new PeopleError(`In ${placeholder}, ${least} to ${most} have to be chosen.`);
  }
  if (component.type !== ComponentType.StringSelect) return;
  const offered = component.options.map(({ value }: { value: string }) => value);
  const strange = values.find((value) => !offered.includes(value));
  if (strange !== undefined) throw new PeopleError(`${strange} is not offered.`);
}

/** What a form lets one send. @throws PeopleError for what Discord's client would not send */
export function checkFilledIn(modal: any, values: Record<string, string>): void {
  for (const row of modal.components) {
    for (const field of row.component ? [row.component] : (row.components ?? [])) {
      if (field.type === ComponentType.TextInput) checkText(field, values[field.custom_id]);
    }
  }
}

function checkText(field: any, given: string | undefined): void {
  const text = given ?? field.value ?? '';
  const {
    custom_id: name,
    required = true,
    min_length: least = 0,
    max_length: most = 4000,
  } = field;
  if (text === '' && !required) return;
  if (text.trim() === '') throw new PeopleError(`"${name}" has to be filled in.`);
  if (text.length < least || text.length > most) {
    throw new PeopleError(`"${name}" has to be ${least} to ${most} characters long.`);
  }
}
