// Import rules of the house: who may import whom (ARCHITECTURE.md), no cycles, no way past another folder's index.ts.
// One allow-list; every exception is written out below it and called what it is.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './lib/setup.mjs';

const SRC = path.join(ROOT, 'src');

/** Folder → folders it may import from, types and values alike. `base` is open to all; own folder always is. */
const CORE_ORDER = ['tflite', 'graph', 'edgetpu', 'partition', 'pipeline', 'segment', 'samples'];
const CORE = ['base', ...CORE_ORDER];
const ALLOWED = {
  base: [],
  tflite: [],
  samples: [],
  graph: ['tflite'],
  edgetpu: ['tflite', 'graph'],
  partition: ['tflite', 'graph', 'edgetpu'],
  pipeline: ['tflite', 'graph', 'edgetpu', 'partition'],
  segment: ['tflite', 'graph', 'edgetpu', 'partition', 'pipeline'],
  share: CORE,
  report: [...CORE, 'share'],
  cpu: CORE,
  usb: CORE,
  virtual: [...CORE, 'cpu', 'usb'],
  runtime: [...CORE, 'usb'],
  bench: [...CORE, 'runtime', 'virtual', 'cpu', 'usb'],
  workers: [...CORE, 'bench', 'runtime', 'virtual', 'cpu', 'usb', 'share', 'report'],
  app: [...CORE, 'share', 'report', 'workers', 'usb'],
  ui: [...CORE, 'share', 'report', 'app'],
  sw: [],
  cli: [...CORE, 'cpu', 'usb', 'runtime', 'virtual', 'bench', 'share', 'report'],
  main: ['ui', 'app', 'sw'],
};

/** Narrower rules on single files, by prefix of the path below src/. The first that matches the importer decides. */
const FILE_RULES = [
  {
    from: /^app\//,
    to: /^workers\/(?!.*-(client|api)\.ts$)/,
    why: 'the page reaches workers through their client and API type only',
  },
  {
    from: /^(app|ui)\//,
    to: /^usb\/(?!(request|preflight)\.ts$)/,
    why: 'the page may only ask for a device (usb/request.ts), and say what the checks say (usb/preflight.ts)',
  },
  {
    from: /^workers\/.*-client\.ts$/,
    to: /^(bench|runtime|virtual|cpu|usb)\//,
    why: 'a worker client runs on the page',
  },
  {
    from: /^workers\/.*-api\.ts$/,
    to: /^(bench|runtime|virtual|cpu|usb)\//,
    typesOk: true,
    why: 'a worker API holds types only',
  },
];

/** Ways past a folder's index.ts that are meant: other entries of a folder, kept apart for a reason. */
const EXTRA_ENTRIES = [
  /^[a-z]+\/node\.ts$/, // Node's side of a folder, kept out of browser bundles
  /^[a-z]+\/web\.ts$/, // the browser's side of a folder, likewise
  /^workers\/[a-z]+-(client|api)\.ts$/,
  /^usb\/request\.ts$/,
  /^usb\/preflight\.ts$/, // facts to words, no USB call: Help says them too
  /^app\/run\.ts$/, // the Run view's part of the app, loaded with that view only
  /^edgetpu\/package\/index\.ts$/,
  /^report\/answers\/index\.ts$/, // answers to questions, loaded with Help only
  /^report\/compare\/index\.ts$/, // two results side by side, loaded when something is compared
  /^report\/exports\/index\.ts$/, // files of results, loaded when somebody wants one
  /^ui\/theme\/tokens\.css$/,
];

/** Debt: imports that break a rule and wait to be mended. Keep it empty. */
const DEBT = new Set([]);

const problems = [];
const files = listSources(SRC);
const edges = new Map();

for (const file of files) {
  const from = relative(file);
  const fromFolder = folderOf(from);
  const isTest = /\.test\.ts$|\/testing\//.test(from);
  const targets = [];
  for (const { specifier, isTypeOnly } of importsOf(file)) {
    if (!specifier.startsWith('.')) continue;
    const target = path.resolve(path.dirname(file), specifier.replace(/\?.*$/, ''));
    const to = relative(target);
    if (to.startsWith('..')) continue;
    if (!isTypeOnly) targets.push(resolveSource(target));
    const toFolder = folderOf(to);
    if (toFolder === fromFolder || DEBT.has(`${from} -> ${to}`)) continue;
    if (!isTest && toFolder !== 'base' && !(ALLOWED[fromFolder] ?? []).includes(toFolder)) {
      problems.push(`${from} imports ${to}: ${fromFolder}/ may not import ${toFolder}/`);
      continue;
    }
    // Tests may look at anything; what ships may not.
    if (isTest) continue;
    const rule = FILE_RULES.find((r) => r.from.test(from) && r.to.test(to));
    if (rule && !(rule.typesOk && isTypeOnly)) problems.push(`${from} imports ${to}: ${rule.why}`);
    const isEntry = to === `${toFolder}/index.ts` || EXTRA_ENTRIES.some((entry) => entry.test(to));
    if (!isEntry) problems.push(`${from} imports ${to}: import from ${toFolder}/index.ts`);
  }
  edges.set(file, targets);
}

for (const folder of new Set(files.map((file) => folderOf(relative(file))))) {
  if (!(folder in ALLOWED))
    problems.push(`src/${folder}: a folder that the import rules do not know; add it to ALLOWED`);
}
problems.push(...findCycles(edges));

if (problems.length) {
  console.error(problems.map((p) => `  ${p}`).join('\n'));
  console.error(
    `${problems.length} broken import rule${problems.length === 1 ? '' : 's'}. The rules stand in scripts/check-imports.mjs.`,
  );
  process.exit(1);
}
console.log(`Import rules hold over ${files.length} files.`);

function listSources(dir) {
  return readdirSync(dir).flatMap((name) => {
    const full = path.join(dir, name);
    if (statSync(full).isDirectory()) return listSources(full);
    return name.endsWith('.ts') && !name.endsWith('.d.ts') ? [full] : [];
  });
}

/** Every static or dynamic import and re-export, with whether only types come through it. */
function importsOf(file) {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = [];
  const visit = (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const isTypeOnly = ts.isImportDeclaration(node)
        ? isTypeImport(node.importClause)
        : node.isTypeOnly;
      found.push({ specifier: node.moduleSpecifier.text, isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      // A dynamic import breaks a load-time cycle on purpose; it still obeys the folder rules.
      if (argument && ts.isStringLiteral(argument))
        found.push({ specifier: argument.text, isTypeOnly: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeImport(clause) {
  if (!clause) return false;
  if (clause.isTypeOnly || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    !!named &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((e) => e.isTypeOnly)
  );
}

function findCycles(graph) {
  const state = new Map();
  const found = [];
  const walk = (file, trail) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push(
        `import cycle: ${[...trail.slice(trail.indexOf(file)), file].map(relative).join(' → ')}`,
      );
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

function resolveSource(target) {
  if (files.includes(target)) return target;
  return target.replace(/\.js$/, '.ts');
}

function relative(file) {
  return path.relative(SRC, file).split(path.sep).join('/');
}

function folderOf(file) {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');
}
