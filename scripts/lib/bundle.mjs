import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ensureRuntimeModule } from './runtime-module.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Bundles one TypeScript entry for Node; packages stay external. Returns the bundle's path. */
export async function bundleForNode(entry, { outDir, fileName } = {}) {
  const source = path.resolve(entry);
  // Whatever is bundled may run an accelerator: the runtime lies beside it, never in it.
  await ensureRuntimeModule();
  const name =
    fileName ??
    `${path.basename(source, '.ts')}-${createHash('sha1').update(source).digest('hex').slice(0, 8)}`;
  const target = outDir ?? path.join(ROOT, 'node_modules/.cache/reef');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: source,
      outDir: target,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      copyPublicDir: false,
      rollupOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } },
    },
  });
  return path.join(target, `${name}.mjs`);
}
