import { parseArgs } from 'node:util';
import { endOnCrash } from '../server/crash.ts';
import { UserError } from '../server/errors.ts';
import { failureWords } from '../server/failure-words.ts';
import { createLog } from '../server/log.ts';
import { readConfig } from '../server/read-config.ts';
import { openStore } from '../server/store/open.ts';
import { exportStore, importStore } from '../server/store/transfer.ts';

/** `npm run store -- export|import FILE`: a copy of what the configured store keeps, and back into it or another one. */
try {
  const { positionals, values } = readArguments();
  const [what = '', file = '', ...more] = positionals;
  if (!['export', 'import'].includes(what)) throw usage('Export or import?');
  if (!file || more.length > 0) throw usage('Name one file.');
  if (values.replace && what === 'export') throw usage('Only an import can replace something.');
  const config = readConfig();
  endOnCrash();
  const store = await openStore(config, createLog(config.logLevel));
  try {
    if (what === 'export') {
      console.log(`${file} has ${await exportStore(store, file)} entries.`);
    } else {
      const count = await importStore(store, file, { replace: values.replace });
      console.log(`The store has the ${count} entries of ${file}.`);
    }
  } finally {
    await store.close();
  }
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  console.error(code === 'ENOENT' ? (error as Error).message : failureWords(error));
  process.exitCode = 1;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { replace: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

function usage(problem: string): UserError {
  return new UserError(`${problem}
Usage: npm run store -- export FILE
       npm run store -- import FILE [--replace]
FILE has a line of JSON for each entry; it is zipped where its name ends with .gz.`);
}
