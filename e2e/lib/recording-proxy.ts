// A proxy that is the whole internet of a browser: it serves one site from a folder, and writes down whatever is asked for,
// by pages, workers and service workers alike, of whatever host.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileOf, typeOf } from './static-site.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** File of the site that it asks for; null where there is none. */
  readonly file: string | null;
}

export class RecordingProxy {
  readonly requests: RecordedRequest[] = [];
  readonly #dir: string;
  readonly #server: Server;
  #port = 0;

  private constructor(dir: string) {
    this.#dir = dir;
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
    // What is to be encrypted, and web sockets: only the host can be seen, and that is enough.
    this.#server.on('connect', (request: IncomingMessage, socket) => {
      this.#record(request, null);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
  }

  static async start(dir: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(dir);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.#port = (proxy.#server.address() as AddressInfo).port;
    return proxy;
  }

  /** Address of the proxy, and of the site behind it. */
  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #record({ method = '', url = '', headers }: IncomingMessage, file: string | null): void {
    this.requests.push({ method, url, headers, file });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    const file = url.startsWith(this.url) ? fileOf({ dir: this.#dir }, url) : null;
    this.#record(request, file);
    if (file === null) response.writeHead(404).end('Not found');
    else response.writeHead(200, { 'Content-Type': typeOf(file) }).end(readFileSync(file));
  }
}
