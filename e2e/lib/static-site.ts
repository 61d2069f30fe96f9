// A plain static server: files of a folder below a path, and no header that the test does not ask for.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Types that every server knows; anything else goes out as bytes of an unknown kind. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

export interface SiteOptions {
  /** Folder to serve; may be replaced while the site is up. */
  dir: string;
  /** Path that the folder is served under, with slashes at both ends. */
  readonly prefix?: string;
  /** Sent with every file. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Files that the host has not got in its new version yet: the old ones are still served. */
  held?: RegExp;
  /** A name that leads to this computer. */
  readonly host?: string;
}

/** Where the page under test was built to (playwright.config.ts). */
export const DIST = path.resolve(process.env['REEF_E2E_DIST'] ?? 'dist');

export class StaticSite {
  readonly options: SiteOptions;
  /** Method and path of every request, in order. */
  readonly requests: string[] = [];
  readonly #server: Server;
  #url = '';

  private constructor(options: SiteOptions) {
    this.options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
  }

  static async start(options: SiteOptions): Promise<StaticSite> {
    const site = new StaticSite(options);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    const { port } = site.#server.address() as AddressInfo;
    const { host = '127.0.0.1', prefix = '/' } = options;
    site.#url = `http://${host}:${String(port)}${prefix}`;
    return site;
  }

  /** Address of the page. */
  get url(): string {
    return this.#url;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const url = request.url ?? '';
    const now = fileOf(this.options, url);
    const isHeld = now !== null && this.options.held?.test(now) === true;
    const file = isHeld ? fileOf({ ...this.options, dir: DIST }, url) : now;
    if (file === null) {
      response.writeHead(404, this.options.headers).end('Not found');
      return;
    }
    response.writeHead(200, { 'Content-Type': typeOf(file), ...this.options.headers });
    response.end(readFileSync(file));
  }
}

export function typeOf(file: string): string {
  return TYPES[path.extname(file)] ?? 'application/octet-stream';
}

/** The file that a URL names; null where there is none. */
export function fileOf({ dir, prefix = '/' }: SiteOptions, url: string): string | null {
  const { pathname } = new URL(url, 'http://127.0.0.1');
  if (!pathname.startsWith(prefix)) return null;
  const name = decodeURIComponent(pathname.slice(prefix.length)) || 'index.html';
  const file = path.resolve(dir, name);
  if (!file.startsWith(path.resolve(dir) + path.sep)) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : null;
}
