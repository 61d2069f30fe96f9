// The page's policy says `require-trusted-types-for 'script'`: a string becomes a script's address only by this rule.

interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string | null }): unknown;
}

/**
 * Lets workers be started from the folder of the page or worker that calls this, and from nowhere else. `scope` is the
 * global object; browsers without trusted types need nothing.
 */
export function allowOwnScripts(scope: object): void {
  const { trustedTypes, location } = scope as {
    readonly trustedTypes?: TrustedTypes;
    readonly location: { readonly href: string };
  };
  const [here = ''] = location.href.split(/[?#]/);
  const folder = here.slice(0, here.lastIndexOf('/') + 1);
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => (url.startsWith(folder) && !url.includes('..') ? url : null),
  });
}
