import { parseAst } from 'vite';
import { expect, it } from 'vitest';
import { tightenTemplates } from './tight-templates.mjs';

function tighten(code: string): string {
  return tightenTemplates(code, parseAst(code));
}

it('takes indentation out of markup and styles, within values too', () => {
  expect(tighten('a(html`<p>\n    ${b}\n  </p>`);')).toBe('a(html`<p>\n${b}\n</p>`);');
  expect(tighten('a(html`<p>\n  ${b ? html`<i>\n    c</i>` : d}</p>`);')).toBe(
    'a(html`<p>\n${b ? html`<i>\nc</i>` : d}</p>`);',
  );
  expect(tighten('a = css`\n  p {\n    top: 0;\n  }\n`;')).toBe('a = css`\np {\ntop: 0;\n}\n`;');
});

it('leaves all other text as it is', () => {
  const code = 'const text = `a\n  b`;\n  const other = raw`a\n  b`;\n';
  expect(tighten(code)).toBe(code);
});
