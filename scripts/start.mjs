// `npm start`: installs if needed, builds, serves the page on a loopback address, prints it and opens it.
// The page opens with a sample model loaded.
import { spawn } from 'node:child_process';
import { checkNode, ensurePackages, run, ROOT } from './lib/setup.mjs';

checkNode();
ensurePackages();
if (run('npm', ['run', '--silent', 'build']) !== 0) {
  console.error('The page could not be built; the lines above say why.');
  process.exit(1);
}

const { preview } = await import('vite');
const server = await preview({
  root: ROOT,
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4173), strictPort: false },
});
const address = server.resolvedUrls?.local[0] ?? 'http://127.0.0.1:4173/';
console.log(
  `\n  Reef is at ${address}\n  It opens with the sample ResNet-50 on 4 devices. Press Ctrl+C to stop.\n`,
);
openInBrowser(address);

/** Opens the default browser where there is a screen to open it on; the printed address always works. */
function openInBrowser(url) {
  const hasScreen =
    process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (process.env.CI || process.env.REEF_NO_OPEN || !hasScreen || !process.stdout.isTTY) return;
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    // No opener on this machine: the address has been printed.
  });
  child.unref();
}
