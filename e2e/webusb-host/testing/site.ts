// The test page and its worker on a loopback port, bundled once per test process.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build, type Rolldown } from 'vite';
import { HOST_FOLDER } from '../shim-build.ts';

const PAGE = path.join(HOST_FOLDER, 'page');
const HTML =
  '<!doctype html><title>WebUSB test</title><script type="module" src="/page.js"></script>';

export interface TestSite {
  readonly origin: string;
  readonly close: () => void;
}

const bundles = new Map<string, Promise<string>>();

/** Serves the test page, and `files` by their path (with the leading slash). */
export async function startTestSite(
  files: Readonly<Record<string, Uint8Array>> = {},
): Promise<TestSite> {
  const [page, worker] = await Promise.all([bundle('page.ts'), bundle('worker.ts')]);
  const served: Record<string, readonly [type: string, body: string | Uint8Array]> = {
    '/': ['text/html', HTML],
    '/page.js': ['text/javascript', page],
    '/worker.js': ['text/javascript', worker],
  };
  for (const [name, bytes] of Object.entries(files)) {
    served[name] = ['application/octet-stream', bytes];
  }
  return serve(served);
}

/** Serves what stands in memory, by its path, each with its type. */
export async function serve(
  served: Readonly<Record<string, readonly [type: string, body: string | Uint8Array]>>,
): Promise<TestSite> {
  const server = http.createServer(({ url = '' }, response) => {
    const [type, body] = served[url] ?? ['text/plain', ''];
    response.writeHead(served[url] ? 200 : 404, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function bundle(entry: string): Promise<string> {
  const known = bundles.get(entry) ?? bundleScript(path.join(PAGE, entry));
  bundles.set(entry, known);
  return known;
}

/** One script with all that it imports. */
export async function bundleScript(file: string): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: file, formats: ['es'], fileName: 'bundle' },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = result[0]?.output ?? [];
  if (!chunk) throw new Error(`Bundling ${file} gave nothing`);
  return chunk.code;
}
