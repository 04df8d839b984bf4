/** `${NAME}`, `${NAME:-default}`, `${NAME:?why it is needed}`: the forms that Compose files here use. */
const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?])([^}]*))?\}/g;

/** Names of the variables that a Compose file refers to, each once. */
export function references(text: string): string[] {
  return [...new Set([...text.matchAll(REFERENCE)].map(([, name = '']) => name))];
}

/** As Compose does it, for the forms above; what is not set and has no default is empty. */
export function interpolate(text: string, env: Record<string, string | undefined>): string {
  return text.replace(REFERENCE, (_all, name, sign = '', rest = '') => {
    const value = env[name];
    const missing = sign.startsWith(':') ? !value : value === undefined;
    if (!missing) return value ?? '';
    return sign.endsWith('-') ? rest : '';
  });
}
