// The compiler copies no JSON that is read at run time: put the service models beside the compiled code.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'openvpc');
mkdirSync(join(root, 'dist', 'aws'), { recursive: true });
for (const name of readdirSync(join(root, 'src', 'aws'))) {
  if (name.endsWith('.json')) copyFileSync(join(root, 'src', 'aws', name), join(root, 'dist', 'aws', name));
}
