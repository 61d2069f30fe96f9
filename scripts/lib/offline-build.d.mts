import type { Plugin } from 'vite';

export function offlinePlugin(): Plugin;
export function writeServiceWorker(dir: string): Promise<void>;
export function listBuildFiles(dir: string): [path: string, sha256: string][];
