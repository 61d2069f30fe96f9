// index.html carries the policy of the built page. Vite's development server puts styles into the page as text and shows
// errors in an overlay made from text, which that policy forbids: it is relaxed there, and only there.
const RELAXED = [
  [/style-src 'self'/, "style-src 'self' 'unsafe-inline'"],
  [/;\s*require-trusted-types-for 'script'/, ''],
  [/;\s*trusted-types [^;"]*/, ''],
];

export function relaxedPolicyPlugin() {
  return {
    name: 'reef-relaxed-policy',
    apply: 'serve',
    transformIndexHtml: (html) =>
      RELAXED.reduce((text, [pattern, by]) => {
        if (!pattern.test(text)) throw new Error(`index.html: no ${String(pattern)} in its policy`);
        return text.replace(pattern, by);
      }, html),
  };
}
