// Lit's markup and styles are indented like the code around them. In the built page nobody reads that, and it is 2 % of
// what the page weighs: lines of these templates begin at once. A <pre> gets its text from a value, so none of it is here.

const LIT_TAGS = new Set(['html', 'svg', 'css']);

export function tightTemplatesPlugin() {
  return {
    name: 'reef-tight-templates',
    apply: 'build',
    transform: {
      filter: { id: /[\\/]src[\\/]ui[\\/].*\.ts$/ },
      handler(code) {
        return { code: tightenTemplates(code, this.parse(code)), map: null };
      },
    },
  };
}

/** The same code without the indentation inside Lit's templates; `program` is what the parser made of it. */
export function tightenTemplates(code, program) {
  let tight = '';
  let end = 0;
  for (const piece of listPieces(program).sort((a, b) => a.start - b.start)) {
    tight += code.slice(end, piece.start);
    tight += code.slice(piece.start, piece.end).replace(/\n\s+/g, '\n');
    end = piece.end;
  }
  return tight + code.slice(end);
}

/** The pieces of text in all of Lit's templates below a node. */
function listPieces(node) {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(listPieces);
  const isTemplate = node.type === 'TaggedTemplateExpression' && LIT_TAGS.has(node.tag.name);
  return isTemplate ? [...node.quasi.quasis, ...below] : below;
}
