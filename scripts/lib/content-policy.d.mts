import type { Plugin } from 'vite';

export function relaxedPolicyPlugin(): Plugin;
