import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeServiceWorker } from '../../scripts/lib/offline-build.mjs';
import { DIST } from './static-site.ts';

export const NEWER_TITLE = 'Reef, newer';

/**
 * A copy of the build as a later one would be: every script has another name, and the old ones are gone. The title tells
 * which of the two is shown. Returns its folder, which the caller removes.
 */
export async function makeNewerBuild(): Promise<string> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'reef-newer-'));
  cpSync(DIST, dir, { recursive: true });
  const assets = path.join(dir, 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const renamed = new Map(scripts.map((name) => [name, name.replace(/\.js$/, 'N.js')]));
  const rename = (file: string): void => {
    let text = readFileSync(file, 'utf8');
    for (const [from, to] of renamed) text = text.replaceAll(from, to);
    writeFileSync(file, text.replace('<title>Reef</title>', `<title>${NEWER_TITLE}</title>`));
  };
  rename(path.join(dir, 'index.html'));
  for (const [from, to] of renamed) {
    rename(path.join(assets, from));
    renameSync(path.join(assets, from), path.join(assets, to));
  }
  await writeServiceWorker(dir);
  return dir;
}
