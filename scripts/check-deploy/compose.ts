import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { interpolate } from './interpolate.ts';

/** The parts of a Compose file that are looked at. */
export interface Compose {
  services: Record<string, Service>;
  networks?: Record<string, { ipam?: { config?: { subnet?: string; gateway?: string }[] } }>;
}

export interface Service {
  image?: string;
  build?: unknown;
  user?: string;
  network_mode?: string;
  privileged?: boolean;
  read_only?: boolean;
  tmpfs?: string | string[];
  pids_limit?: number;
  mem_limit?: string;
  pid?: string;
  ipc?: string;
  devices?: unknown;
  environment?: Record<string, string>;
  command?: string | string[];
  ports?: string[];
  volumes?: (string | { source?: string; target: string; volume?: { subpath?: string } })[];
  healthcheck?: { test?: unknown; disable?: boolean };
  security_opt?: string[];
  cap_drop?: string[];
  cap_add?: string[];
  logging?: { options?: Record<string, string> };
  extra_hosts?: string[];
}

/** @throws Error when it is no YAML */
export function readCompose(text: string, env: Record<string, string>): Compose {
  // In this order, as Compose does it: what is empty is an empty text then, and no null.
  return withValues(parse(text, { merge: true }), env) as Compose;
}

/** Its processes of Hindsight. @throws Error when there is none */
export function appsOf({ services }: Compose): [name: string, Service][] {
  const apps = Object.entries(services).filter(([, { image }]) => image === 'hindsight:local');
  if (apps.length === 0) throw new Error('no service has the image hindsight:local');
  return apps;
}

function withValues(part: unknown, env: Record<string, string>): unknown {
  if (typeof part === 'string') return interpolate(part, env);
  if (Array.isArray(part)) return part.map((each) => withValues(each, env));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, each]) => [key, withValues(each, env)]),
  );
}

/** Against the Compose Specification's schema, as Compose's linter carries it. @returns problems */
export function schemaProblems(compose: Compose): string[] {
  const validate = (validator ??= compile());
  if (validate(compose)) return [];
  const errors = (validate.errors ?? []).filter(({ keyword }) => !WRAPPING.has(keyword));
  return errors.map(({ instancePath, message, params }) => {
    const extra = params.additionalProperty ? `: ${params.additionalProperty}` : '';
    return `${instancePath || 'the file'} ${message}${extra}`;
  });
}

/** They only say that something inside them is wrong. */
const WRAPPING = new Set(['oneOf', 'anyOf', 'if']);
let validator: ValidateFunction | undefined;

function compile(): ValidateFunction {
  const linter = createRequire(import.meta.url).resolve('dclint/package.json');
  const schema = JSON.parse(
    readFileSync(new URL('schemas/compose.schema.json', `file://${linter}`), 'utf8'),
  );
  // `https` in its name of the dialect is all that Ajv stumbles over.
  delete schema.$schema;
  return new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
}
