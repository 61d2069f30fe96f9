import { parameterBytes, readPackage } from '../edgetpu/package/index.ts';
import type { CompiledFacts } from './planner-api.ts';

/** What the vendor's compiler put into a file; null where there is nothing of it or it cannot be read. */
export function compiledFactsOf(bytes: Uint8Array): CompiledFacts | null {
  const compiled = readPackage(bytes);
  if (!compiled.ok) return null;
  const { package: pack } = compiled.value;
  return { compilerVersion: pack.compilerVersion, ...parameterBytes(pack) };
}
