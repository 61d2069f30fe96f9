export const ROOT: string;
/** Bundles one TypeScript entry for Node; packages stay external. Returns the bundle's path. */
export function bundleForNode(
  entry: string,
  options?: { readonly outDir?: string; readonly fileName?: string },
): Promise<string>;
