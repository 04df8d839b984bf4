import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAllowed } from './licences/allowed.ts';
import { lockedPackages } from './licences/packages.ts';
import { licencePage } from './licences/page.ts';
import { ROOT } from './parts/paths.mjs';

/** `npm run licences`: writes docs/licences.md, and names what may not be among our packages. */
const packages = lockedPackages(ROOT);
writeFileSync(join(ROOT, 'docs', 'licences.md'), licencePage(packages));
const refused = packages.filter((each) => !isAllowed(each));
for (const { name, version, licence } of refused) {
  console.error(`${name} ${version}: ${licence ?? 'no licence'} is not in licences/allowed.ts`);
}
console.log(`docs/licences.md has ${packages.length} packages.`);
process.exitCode = refused.length === 0 ? 0 : 1;
