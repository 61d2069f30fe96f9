// What both `npm start` and `npm test` need first: packages, and for the tests a Chromium. Plain Node, no packages:
// it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';
const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const CHROMIUM_CANDIDATES = [
  DEBIAN_CHROMIUM,
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Runs a command in the project's root with its output shown; returns its exit status. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: quiet ? 'pipe' : 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (quiet && result.status !== 0)
    process.stdout.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return result.status ?? 1;
}

/** The same beside other work: what it writes is kept and comes back in one piece. */
export function runBeside(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, shell: process.platform === 'win32' });
    let output = '';
    const keep = (text) => (output += text);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ status: 1, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/** Stops with a sentence on a Node that is too old to go on. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Reef needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node, then try again.`,
  );
  process.exit(1);
}

/** Installs the locked packages unless they are there and as new as the lock file. */
export function ensurePackages() {
  const installed = path.join(ROOT, 'node_modules/.package-lock.json');
  const lock = path.join(ROOT, 'package-lock.json');
  const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (isCurrent || (existsSync(installed) && hasSamePackages(installed, lock))) return;
  console.log('Installing packages (npm ci) …');
  if (run('npm', ['ci', '--no-audit', '--no-fund']) !== 0) {
    console.error(
      'Packages could not be installed. Check the network or the npm registry setting, then try again.',
    );
    process.exit(1);
  }
}

/** A fresh checkout gives the lock file a new date; what counts is whether the versions differ. */
function hasSamePackages(installedFile, lockFile) {
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  return (
    Object.entries(installed).every(([name, entry]) => locked[name]?.version === entry.version) &&
    Object.entries(locked).every(
      ([name, entry]) => name === '' || entry.optional || entry.peer || name in installed,
    )
  );
}

/**
 * Path of a Chromium: $CHROMIUM, a usual place, or Debian's package installed now. Null when there is none. Where Debian's
 * can be installed, its headless shell comes too: a page test takes a third less processor time in it. The tests of
 * WebUSB start the whole browser by themselves.
 */
export function ensureChromium() {
  const chosen = process.env.CHROMIUM;
  if (chosen && existsSync(chosen)) return chosen;
  const find = () =>
    [HEADLESS_SHELL, ...CHROMIUM_CANDIDATES].find((file) => existsSync(file)) ?? null;
  const found = find();
  const isRoot = process.getuid?.() === 0;
  if (found && (found !== DEBIAN_CHROMIUM || !isRoot)) return found;
  if (process.platform !== 'linux' || spawnSync('which', ['apt-get']).status !== 0) return found;
  console.log('Installing Chromium (apt) …');
  const apt = (...args) =>
    isRoot
      ? run('apt-get', args, { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } })
      : run('sudo', ['-n', 'apt-get', ...args], { quiet: true });
  const install = (...packages) => apt('install', '-y', '--no-install-recommends', ...packages);
  apt('update');
  // Not every distribution has the shell.
  if (install('chromium', 'chromium-headless-shell') !== 0 && !found) install('chromium');
  return find();
}
