import { ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import { Problems } from './errors.ts';

type Path = (string | number)[];
type Json = Record<string, any>;

/** What Discord allows in a message; throws 50035 with the tree of what is wrong. */
export function checkMessage(body: Json): void {
  const problems = new Problems();
  problems.length(['content'], body.content, 0, 2000);
  if (body.nonce !== undefined) problems.length(['nonce'], String(body.nonce), 0, 25);
  checkEmbeds(problems, body.embeds);
  checkMentions(problems, body.allowed_mentions);
  checkComponents(problems, ['components'], body.components, isV2(body));
  if (isV2(body) && (body.content || body.embeds?.length)) {
    const words = 'The "content" field cannot be used when using MessageFlags.IS_COMPONENTS_V2';
    problems.add(['content'], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', words);
  }
  problems.throwIfAny();
}

/** What Discord allows in a modal. */
export function checkModal(data: Json): void {
  const problems = new Problems();
  problems.length(['data', 'title'], data.title, 1, 45);
  problems.length(['data', 'custom_id'], data.custom_id, 1, 100);
  problems.count(['data', 'components'], data.components, 1, 5);
  list(data.components).forEach((row, i) => {
    const at = ['data', 'components', i];
    if (row.type === ComponentType.ActionRow) {
      problems.count([...at, 'components'], row.components, 1, 1);
      list(row.components).forEach((input, n) =>
        checkInput(problems, [...at, 'components', n], input),
      );
    } else if (row.type === ComponentType.Label) {
      problems.length([...at, 'label'], row.label, 1, 45);
      checkInput(problems, [...at, 'component'], row.component ?? {});
    } else if (row.type !== ComponentType.TextDisplay) {
      problems.choice([...at, 'type'], [1, 10, 18]);
    }
  });
  problems.throwIfAny();
}

/** At most 25 suggestions, of 1-100 characters each. */
export function checkChoices(choices: unknown): void {
  const problems = new Problems();
  const at = ['data', 'choices'];
  if (!Array.isArray(choices)) problems.required(at);
  else {
    problems.count(at, choices, 0, 25);
    choices.forEach((choice, i) => checkChoice(problems, [...at, i], choice));
  }
  problems.throwIfAny();
}

export function checkChoice(problems: Problems, at: Path, choice: Json): void {
  problems.length([...at, 'name'], choice.name, 1, 100);
  if (typeof choice.value === 'string') problems.length([...at, 'value'], choice.value, 0, 100);
  else if (typeof choice.value !== 'number') problems.required([...at, 'value']);
}

export function isV2(body: Json): boolean {
  return Boolean(Number(body.flags ?? 0) & MessageFlags.IsComponentsV2);
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? value : []);

function checkEmbeds(problems: Problems, embeds: unknown): void {
  if (embeds === undefined || embeds === null) return;
  problems.count(['embeds'], embeds, 0, 10);
  let total = 0;
  list(embeds).forEach((embed, i) => {
    const at = ['embeds', i];
    const text = (path: Path, value: unknown, min: number, max: number) => {
      problems.length([...at, ...path], value, min, max);
      total += typeof value === 'string' ? value.length : 0;
    };
    text(['title'], embed.title, 0, 256);
    text(['description'], embed.description, 0, 4096);
    if (embed.footer) text(['footer', 'text'], embed.footer.text, 1, 2048);
    if (embed.author) text(['author', 'name'], embed.author.name, 1, 256);
    if (embed.fields) problems.count([...at, 'fields'], embed.fields, 0, 25);
    list(embed.fields).forEach((field, n) => {
      text(['fields', n, 'name'], field.name, 1, 256);
      text(['fields', n, 'value'], field.value, 1, 1024);
    });
  });
  if (total > 6000) {
    const words = 'Embed size exceeds maximum size of 6000';
    problems.add(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', words);
  }
}

function checkMentions(problems: Problems, allowed: Json | null | undefined): void {
  if (!allowed) return;
  const at = ['allowed_mentions'];
  const kinds = ['roles', 'users', 'everyone'];
  list(allowed.parse).forEach((kind, i) => {
    if (!kinds.includes(String(kind))) problems.choice([...at, 'parse', i], kinds);
  });
  for (const kind of ['users', 'roles'] as const) {
    problems.count([...at, kind], allowed[kind], 0, 100);
    if (
      list(allowed[kind]).length &&
      list(allowed.parse).some((parsed) => String(parsed) === kind)
    ) {
      const words = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
      problems.add(at, 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', words);
    }
  }
}

const V2_TYPES = [1, 9, 10, 12, 13, 14, 17];

function checkComponents(problems: Problems, at: Path, components: unknown, v2: boolean): void {
  if (components === undefined || components === null) return;
  problems.count(at, components, 0, v2 ? 40 : 5);
  const seen = new Set<string>();
  const once = (path: Path, id: unknown) => {
    if (typeof id !== 'string') return;
    if (seen.has(id)) {
      const words = 'Component custom id cannot be duplicated';
      problems.add([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', words);
    }
    seen.add(id);
  };
  list(components).forEach((row, i) => {
    const path = [...at, i];
    if (row.type !== ComponentType.ActionRow) {
      if (!v2 || !V2_TYPES.includes(row.type))
        problems.choice([...path, 'type'], v2 ? V2_TYPES : [1]);
      return;
    }
    problems.count([...path, 'components'], row.components, 1, 5);
    list(row.components).forEach((component, n) => {
      once([...path, 'components', n], component.custom_id);
      if (component.type === ComponentType.Button) {
        checkButton(problems, [...path, 'components', n], component);
      } else checkSelect(problems, [...path, 'components', n], component);
    });
  });
}

function checkButton(problems: Problems, at: Path, button: Json): void {
  if (!button.style || button.style > ButtonStyle.Premium)
    problems.choice([...at, 'style'], [1, 2, 3, 4, 5, 6]);
  problems.length([...at, 'label'], button.label, button.emoji || button.sku_id ? 0 : 1, 80);
  if (button.style === ButtonStyle.Link) {
    problems.length([...at, 'url'], button.url, 1, 512);
    if (button.custom_id)
      problems.add(at, 'BUTTON_COMPONENT_LINK_CUSTOM_ID', 'A link has no custom id');
    const scheme = /^(https?|discord):\/\//;
    if (typeof button.url === 'string' && !scheme.test(button.url)) {
      const words = "Scheme must be one of ('http', 'https', 'discord').";
      problems.add([...at, 'url'], 'URL_TYPE_INVALID_SCHEME', words);
    }
  } else if (button.style !== ButtonStyle.Premium) {
    problems.length([...at, 'custom_id'], button.custom_id, 1, 100);
  }
}

function checkSelect(problems: Problems, at: Path, select: Json): void {
  if (![3, 5, 6, 7, 8].includes(select.type)) {
    problems.choice([...at, 'type'], [2, 3, 5, 6, 7, 8]);
    return;
  }
  problems.length([...at, 'custom_id'], select.custom_id, 1, 100);
  problems.length([...at, 'placeholder'], select.placeholder, 0, 150);
  if (select.type !== ComponentType.StringSelect) return;
  problems.count([...at, 'options'], select.options, 1, 25);
  list(select.options).forEach((option, i) => {
    problems.length([...at, 'options', i, 'label'], option.label, 1, 100);
    problems.length([...at, 'options', i, 'value'], option.value, 1, 100);
    problems.length([...at, 'options', i, 'description'], option.description, 0, 100);
  });
}

function checkInput(problems: Problems, at: Path, input: Json): void {
  problems.length([...at, 'custom_id'], input.custom_id, 1, 100);
  if (input.type !== ComponentType.TextInput) return;
  if (at.at(-1) !== 'component') problems.length([...at, 'label'], input.label, 1, 45);
  if (![1, 2].includes(input.style)) problems.choice([...at, 'style'], [1, 2]);
  problems.length([...at, 'value'], input.value, 0, input.max_length ?? 4000);
  problems.range([...at, 'min_length'], input.min_length, 0, 4000);
  problems.range([...at, 'max_length'], input.max_length, 1, 4000);
  problems.length([...at, 'placeholder'], input.placeholder, 0, 100);
}
