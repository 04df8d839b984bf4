/** A tag that says which version; `latest`, a bare `v1` or none at all get something else tomorrow. */
const PINNED = /:v?\d+\.\d+\.\d+(-[a-z0-9.]+)*$/;
const BY_DIGEST = /@sha256:[0-9a-f]{64}$/;
/** Built here. */
const OURS = /^hindsight:/;

/** @returns a problem for an image that isn't pinned to a version */
export function imageProblems(where: string, image: string | undefined): string[] {
  if (!image) return [`${where}: has no image`];
  if (PINNED.test(image) || BY_DIGEST.test(image) || OURS.test(image)) return [];
  return [`${where}: ${image} is not pinned to a version`];
}

/** The Dockerfile: pinned, in stages, not root at the end, only variables that Hindsight reads. */
export function dockerfileProblems(text: string): string[] {
  const lines = text.replace(/\\\n/g, ' ').split('\n');
  const stages = lines.filter((line) => /^FROM /.test(line));
  const last = lines.slice(lines.lastIndexOf(stages.at(-1) ?? ''));
  const user = last.filter((line) => /^USER /.test(line)).at(-1);
  return [
    ...stages.flatMap((line) => imageProblems('Dockerfile', line.split(/\s+/)[1])),
    ...(stages.length > 1 ? [] : ['Dockerfile: has one stage, so what only builds is shipped too']),
    ...(user && !/^USER (root|0)\b/.test(user) ? [] : ['Dockerfile: runs as root']),
    ...(last.some((line) => /^HEALTHCHECK /.test(line)) ? [] : ['Dockerfile: has no HEALTHCHECK']),
  ];
}

/** What `COPY . .` would take along otherwise: secrets, clips, and what they once were. */
const LEFT_OUT = ['.env', '.env.*', 'secrets', 'data', '.git'];

/** .dockerignore @returns problems */
export function ignoreProblems(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return LEFT_OUT.filter((name) => !lines.includes(name)).map(
    (name) => `.dockerignore: ${name} would be in the image`,
  );
}

/** What the final stage sets by ENV. */
export function dockerfileEnv(text: string): Record<string, string> {
  const final = text.slice(text.lastIndexOf('\nFROM '));
  const sets = [...final.matchAll(/^ENV (.*)$/gm)].flatMap(([, pairs = '']) => pairs.split(/\s+/));
  return Object.fromEntries(sets.map((pair) => pair.split('=', 2) as [string, string]));
}
