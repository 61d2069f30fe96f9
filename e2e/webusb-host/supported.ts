// Whether this machine can run a browser over the shim, found out by trying and not by its name.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { compilerProblem } from './shim-build.ts';

/** Debian's binary itself: the wrapper in /usr/bin sets up more than is wanted here. */
export const CHROMIUM = process.env['REEF_USB_CHROMIUM'] ?? '/usr/lib/chromium/chromium';
/** Where Debian's Chromium looks for policies; the shim's own folder is mounted over it. */
export const POLICY_ROOT = '/etc/chromium';

let known: string | null | undefined;

/** Why no browser can be started over the shim on this machine; null when it can. */
export function isSupported(): string | null {
  known ??= findProblem();
  return known;
}

/** A mount namespace of its own; who is not root needs a user namespace for that. */
export function unshareFlags(): readonly string[] {
  return process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount'];
}

function findProblem(): string | null {
  if (process.platform !== 'linux') return 'the stand-in for USB needs Linux';
  if (!isExecutable(CHROMIUM)) return `Debian's Chromium is not installed (${CHROMIUM})`;
  if (!linksLibudev()) return `${CHROMIUM} does not link libudev, which the stand-in replaces`;
  if (!existsSync(POLICY_ROOT)) return `${POLICY_ROOT} does not exist, so no policy can be given`;
  return compilerProblem() ?? mountProblem();
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: the answer is the same.
    return false;
  }
}

function linksLibudev(): boolean {
  const { stdout } = spawnSync('ldd', [CHROMIUM], { encoding: 'utf8' });
  return /libudev\.so\.1/.test(stdout ?? '');
}

function mountProblem(): string | null {
  const trial = ['mount', '--bind', POLICY_ROOT, POLICY_ROOT];
  const { status } = spawnSync('unshare', [...unshareFlags(), ...trial], { stdio: 'ignore' });
  return status === 0 ? null : 'no private mount namespace may be made here (unshare)';
}
