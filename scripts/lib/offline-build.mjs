// Writes `sw.js` beside the finished page: the service worker of src/sw with the list of all files that it keeps.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const SERVICE_WORKER = 'sw.js';

/** What the page never asks for: the worker itself, schemas for programs, texts for those who look into the folder. */
const LEFT_OUT = [/^sw\.js$/, /^schema\//, /\.map$/, /\.md$/, /(^|\/)\./];

/**
 * Served in place of the real one while developing: a worker that an earlier visit to a built page left on the same
 * address goes away with all that it kept.
 */
const RETIRING_WORKER = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([caches.delete('reef ' + self.registration.scope), self.registration.unregister()]),
  );
});
`;

/** Vite's side: the worker is written after every build, and retires in development. */
export function offlinePlugin() {
  return {
    name: 'reef-offline',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0] !== `/${SERVICE_WORKER}`) return next();
        response.setHeader('Content-Type', 'text/javascript');
        response.setHeader('Cache-Control', 'no-cache');
        response.end(RETIRING_WORKER);
      });
    },
    // After everything, what is served as it is included, has been written.
    writeBundle: {
      order: 'post',
      sequential: true,
      handler: (options) => writeServiceWorker(options.dir),
    },
  };
}

/** Lists what lies in the folder and writes the worker for it. Two calls on the same files give the same bytes. */
export async function writeServiceWorker(dir) {
  const { build } = await import('vite');
  const [{ output }] = await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'error',
    define: { REEF_BUILD_FILES: JSON.stringify(listBuildFiles(dir)) },
    build: {
      target: 'es2022',
      write: false,
      lib: {
        entry: path.join(ROOT, 'src/sw/service-worker.ts'),
        formats: ['iife'],
        name: 'reef',
        fileName: () => SERVICE_WORKER,
      },
    },
  });
  writeFileSync(path.join(dir, SERVICE_WORKER), output[0].code);
}

/** Every file that the page may ask for, with its SHA-256; the page itself goes by the name of its folder. */
export function listBuildFiles(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(dir, file).split(path.sep).join('/'), file])
    .filter(([name]) => !LEFT_OUT.some((pattern) => pattern.test(name)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, file]) => [name === 'index.html' ? './' : name, sha256Of(file)]);
}

function sha256Of(file) {
  return createHash('sha256').update(readFileSync(file)).digest('base64');
}
