import { readFile } from 'node:fs/promises';
import { Ajv2020, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Rule } from './rule.ts';

type Json = Record<string, any>;

const NUMBER = /^-?\d+(\.\d+)?$/;

/** What of Discord's own description is needed. */
export interface OpenApi {
  paths: Record<string, Json>;
  components?: Json;
}

/** @returns null where there is none */
export async function readOpenApi(file: string): Promise<OpenApi | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

interface Route {
  pattern: RegExp;
  /** In the order of the pattern's groups. */
  names: string[];
  template: string;
}

/** Each request is one that Discord describes: its route, ids, query and body. What it does not name is an error. */
export function openapi(document: OpenApi): Rule {
  closeObjects(document);
  const ajv = new Ajv2020({ strict: false, allowUnionTypes: true, allErrors: true });
  const any = { validate: () => true };
  for (const format of ['int32', 'int64', 'double', 'date-time', 'nonce']) {
    ajv.addFormat(format, any);
  }
  ajv.addFormat('snowflake', /^(0|[1-9]\d{14,19})$/);
  ajv.addFormat('uri', { validate: URL.canParse });
  ajv.addSchema(document as AnySchema, 'discord');
  const routes = Object.keys(document.paths).map(routeOf).toSorted(literalFirst);
  const validators = new Map<string, ValidateFunction>();

  function check(pointer: string, value: unknown, what: string): string[] {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `discord#${pointer}` });
    validators.set(pointer, known);
    return known(value) ? [] : [`${what} ${wordsOf(known.errors ?? [])}`];
  }

  return ({ method, path: sent, query, body }) => {
    const path = decodeURI(sent).replaceAll('%40', '@');
    const route = routes.find(({ pattern }) => pattern.test(path));
    const at = route && document.paths[route.template];
    const operation = at?.[method.toLowerCase()];
    if (!route || !operation) return ['Discord has no such route'];
    const base = `/paths/${escaped(route.template)}`;
    const wrong: string[] = [];
    const given = route.pattern.exec(path)?.slice(1) ?? [];
    (at.parameters ?? []).forEach(({ name }: Json, i: number) => {
      const value = given[route.names.indexOf(name)];
      wrong.push(...check(`${base}/parameters/${i}/schema`, value, `${name}:`));
    });
    const queries = `${base}/${method.toLowerCase()}/parameters`;
    const known: Json[] = operation.parameters ?? [];
    for (const [name, text] of Object.entries(query)) {
      const i = known.findIndex((one) => one.name === name);
      if (i < 0) wrong.push(`the query ${name} is unknown`);
      else wrong.push(...check(`${queries}/${i}/schema`, read(text, known[i]), `${name}:`));
    }
    const content = `${base}/${method.toLowerCase()}/requestBody/content/application~1json/schema`;
    if (operation.requestBody) wrong.push(...check(content, withoutUsual(body ?? {}), 'its body:'));
    else if (body !== undefined) wrong.push('it has a body, and Discord reads none');
    return wrong;
  };
}

function routeOf(template: string): Route {
  const names: string[] = [];
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return '([^/]+)';
  });
  return { pattern: new RegExp(`^${source}$`), names, template };
}

/** `/messages/@original` is meant before `/messages/{message_id}`. */
function literalFirst(one: Route, other: Route): number {
  return one.names.length - other.names.length;
}

/** A query is text; a number or a truth is meant where the schema says so. */
function read(text: unknown, { schema }: Json = {}): unknown {
  const type = String(schema?.type ?? '');
  if (type === 'boolean' && /^(true|false)$/.test(String(text))) return text === 'true';
  return type === 'integer' && NUMBER.test(String(text)) ? Number(text) : text;
}

const escaped = (template: string) => encodeURI(template.replace(/~/g, '~0').replace(/\//g, '~1'));

/** Each once: of the kinds that a body can be, every one says why it is not meant. */
function wordsOf(errors: ErrorObject[]): string {
  const words = errors.map(({ instancePath, message, params }) =>
    [instancePath, message, params.additionalProperty].filter(Boolean).join(' '),
  );
  return [...new Set(words)].join(', ');
}

/** discord.js says no to these with each message, also where Discord does not ask. */
function withoutUsual(value: unknown): unknown {
  const usual = ['tts', 'enforce_nonce'];
  const text = JSON.stringify(value, (key, inner) =>
    usual.includes(key) && inner === false ? undefined : inner,
  );
  return JSON.parse(text);
}

/** Fields that the description does not name are mistakes. */
function closeObjects(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const schema = value as Json;
  if (schema.type === 'object' && schema.properties) schema.additionalProperties ??= false;
  Object.values(schema).forEach(closeObjects);
}
