// A reader of GitHub's tables, strict: every row has as many cells as the header, and the line of dashes is there.

export interface MarkdownTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function markdownTables(text: string): readonly MarkdownTable[] {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trimStart().startsWith('|'));
  return blocks.map((block) => {
    const [header = [], dashes = [], ...rows] = block.trim().split('\n').map(cellsOf);
    if (!dashes.every((cell) => /^:?-{3,}:?$|^-+:$/.test(cell))) throw new Error('No dashes.');
    for (const row of [dashes, ...rows]) {
      if (row.length !== header.length) throw new Error(`Cells: ${row.join(' | ')}`);
    }
    return { header, rows };
  });
}

/** Cells of a line; a bar behind a backslash is text. */
function cellsOf(line: string): string[] {
  if (!/^\|.*\|$/.test(line)) throw new Error(`Not a row: ${line}`);
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
