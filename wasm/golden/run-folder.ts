// Every trace and every de-tiling vector of a folder laid out like the golden one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkDetileVector, type DetileVector } from './detile.ts';
import { replayTrace, type ReplayContext } from './replay.ts';
import { readTrace } from './trace.ts';

export interface CheckOutcome {
  readonly name: string;
  readonly kind: 'trace' | 'detile';
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly problems: readonly string[];
}

/** Names of the traces and of the de-tiling vectors in a folder. */
export function listChecks(folder: string): { kind: 'trace' | 'detile'; name: string }[] {
  const names = (sub: string, ending: string): string[] => {
    const dir = path.join(folder, sub);
    if (!existsSync(dir)) return [];
    return readdirSync(dir)
      .filter((file) => file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length))
      .sort();
  };
  return [
    ...names('traces', '.wire.txt').map((name) => ({ kind: 'trace' as const, name })),
    ...names('detile', '.json').map((name) => ({ kind: 'detile' as const, name })),
  ];
}

export async function runCheck(
  folder: string,
  check: { readonly kind: 'trace' | 'detile'; readonly name: string },
  context: ReplayContext,
): Promise<CheckOutcome> {
  try {
    const { problems, skipped } =
      check.kind === 'trace'
        ? await runTrace(folder, check.name, context)
        : runDetile(folder, check.name, context);
    if (skipped !== null) return { ...check, state: 'skipped', problems: [skipped] };
    return { ...check, state: problems.length ? 'failed' : 'passed', problems };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ...check, state: 'failed', problems: [text] };
  }
}

/** Models of a folder by base name; files of one origin carry a prefix in the recorder's folders. */
export function modelFolder(folder: string): (baseName: string) => Uint8Array | null {
  return (baseName) => {
    for (const name of [baseName, baseName.replace(/^(libredge_|eel2_)/, '')]) {
      const file = path.join(folder, name);
      if (existsSync(file)) return new Uint8Array(readFileSync(file));
    }
    return null;
  };
}

function runTrace(folder: string, name: string, context: ReplayContext) {
  const file = path.join(folder, 'traces', name);
  const wire = readFileSync(`${file}.wire.txt`, 'utf8');
  return replayTrace(readTrace(name, wire, readFileSync(`${file}.jsonl.gz`)), context);
}

function runDetile(folder: string, name: string, context: ReplayContext) {
  const dir = path.join(folder, 'detile');
  const vector = JSON.parse(readFileSync(path.join(dir, `${name}.json`), 'utf8')) as DetileVector;
  return checkDetileVector(vector, (file) => readFileSync(path.join(dir, file)), context);
}
