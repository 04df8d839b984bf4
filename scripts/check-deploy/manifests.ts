import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  // What is below differs from kind to kind.
  [field: string]: any;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @throws Error when it is no YAML */
export function readManifests(file: string, text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`);
    return { file, ...document.toJS() };
  });
}

const where = ({ file, kind, metadata }: Manifest) => `${file}, ${kind} ${metadata?.name}`;
const modelOf = ({ apiVersion, kind }: Manifest) => `kubernetes-models/${apiVersion}/${kind}`;

/** Values and formats, by the schemas of Kubernetes' own API. @returns problems */
export async function schemaProblems(manifests: Manifest[]): Promise<string[]> {
  const found = await Promise.all(
    manifests.map(async (manifest) => {
      const { file: _, ...body } = manifest;
      const model = await import(modelOf(manifest)).catch(() => null);
      if (!model)
        return [`${where(manifest)}: there is no ${manifest.apiVersion} ${manifest.kind}`];
      try {
        new model[manifest.kind](body).validate();
        return [];
      } catch (error) {
        return [`${where(manifest)}: ${(error as Error).message}`];
      }
    }),
  );
  return found.flat();
}

/**
 * Misspelt fields. Those schemas let unknown ones pass, as a cluster without strict validation does, while
 * TypeScript refuses them in a literal. @returns problems
 */
export async function fieldProblems(manifests: Manifest[]): Promise<string[]> {
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.check-deploy-'));
  try {
    const lines = manifests.map((manifest) => {
      const { file: _, ...body } = manifest;
      const type = `import('${modelOf(manifest)}').I${manifest.kind}`;
      return `(${JSON.stringify(body)}) satisfies ${type};`;
    });
    await writeFile(join(folder, 'manifests.ts'), `export {};\n${lines.join('\n')}\n`);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    await promisify(execFile)(
      process.execPath,
      [...[tsc, ...options, '--ignoreConfig', '--pretty', 'false', 'manifests.ts']],
      { cwd: folder },
    );
    return [];
  } catch (error) {
    const said = (error as { stdout?: string }).stdout;
    if (!said) throw error;
    return [...said.matchAll(/^manifests\.ts\((\d+),\d+\): error TS\d+: (.*)$/gm)].map(
      ([, line, words]) => {
        const manifest = manifests[Number(line) - 2];
        return `${manifest ? where(manifest) : 'a manifest'}: ${words}`;
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
