import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { targetsJsonSchema } from './targets-schema.js';

/** Part of the build: `node dist/targets/write-schema.js [path]` writes the JSON Schema that editors use. */
const path = argv[2] ?? new URL('../targets.schema.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(targetsJsonSchema(), null, 2)}\n`);
