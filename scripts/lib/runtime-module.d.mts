import type { Plugin } from 'vite';

export const RUNTIME_MODULE: string;
export function ensureRuntimeModule(options?: { isForced?: boolean }): Promise<string>;
export function compile(sources?: Record<string, string>): Promise<Buffer>;
export function setup(): Promise<void>;
export function runtimeModulePlugin(): Plugin;
