// Reef itself on a loopback port, built so that it knows of the stand-in: accelerators on USB then take the stand-in
// firmware and virtual packages, and what they measure is called simulated.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build, preview } from 'vite';

/** What src/workers/runner.worker.ts asks for. */
const STAND_IN = 'VITE_REEF_STAND_IN_USB';

export interface ReefSite {
  /** Scheme, host and port, with no slash at the end. */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Builds the page into a folder of its own and serves it. */
export async function startReefSite(): Promise<ReefSite> {
  const outDir = await mkdtemp(path.join(os.tmpdir(), 'reef-usb-page-'));
  const remove = (): Promise<void> => rm(outDir, { recursive: true, force: true });
  const before = process.env[STAND_IN];
  process.env[STAND_IN] = '1';
  try {
    await build({ logLevel: 'error', build: { outDir, emptyOutDir: true } });
    const server = await preview({
      logLevel: 'error',
      build: { outDir },
      preview: { port: 0, host: '127.0.0.1' },
    });
    const url = server.resolvedUrls?.local[0];
    if (url === undefined) throw new Error('The page could not be served');
    return {
      origin: new URL(url).origin,
      close: async () => {
        await server.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    if (before === undefined) delete process.env[STAND_IN];
    else process.env[STAND_IN] = before;
  }
}
