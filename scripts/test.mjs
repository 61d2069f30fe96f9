// `npm test`: installs if needed, finds or installs a Chromium, then lint, types, import rules, unit and browser tests.
// Ends with "N passed, N failed" over everything; the exit status says the same.
//   npm test -- --only unit     one step (its name may be a prefix)
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkNode, ensureChromium, ensurePackages, run, runBeside } from './lib/setup.mjs';

checkNode();
ensurePackages();
const only = process.argv[process.argv.indexOf('--only') + 1];
const isOnly = process.argv.includes('--only');
const reportDir = mkdtempSync(path.join(os.tmpdir(), 'reef-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Longest first: they go side by side, as many as there are processors. */
const checks = [
  ['lint', 'lint'],
  ['types', 'typecheck'],
  ['format', 'format:check'],
  ['imports', 'imports'],
  ['generated schema', 'schema:check'],
];
const steps = [
  ['build', build],
  ['unit tests', unitTests],
  ['browser tests', browserTests],
];

const isWanted = ([name]) => !isOnly || name.startsWith(only);
const waiting = checks.filter(isWanted);
await Promise.all(Array.from({ length: os.availableParallelism() }, runChecks));
for (const [name, step] of steps.filter(isWanted)) {
  console.log(`\n── ${name} ──`);
  const started = performance.now();
  count(name, step(), started);
}
rmSync(reportDir, { recursive: true, force: true });

const skipped = totals.skipped ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed || totals.passed === 0 ? 1 : 0);

function count(name, { passed, failed, skipped }, started) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${failed ? `${failed} FAILED` : 'ok'} (${seconds} s)`);
}

async function runChecks() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, script] = next;
    const started = performance.now();
    const { status, output } = await runBeside('npm', ['run', '--silent', script]);
    console.log(`\n── ${name} ──\n${output.trimEnd()}`);
    count(name, outcomeOf(status), started);
  }
}

function build() {
  return outcomeOf(run('npm', ['run', '--silent', 'build']));
}

function outcomeOf(status) {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

function unitTests() {
  const report = path.join(reportDir, 'unit.json');
  const status = run('npx', [
    'vitest',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const json = readReport(report);
  if (!json) return { passed: 0, failed: 1, skipped: 0 };
  // A file that fails to load holds no test; it still counts, as does a non-zero exit with no failed test.
  const brokenFiles = json.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  ).length;
  const failed = json.numFailedTests + brokenFiles;
  return {
    passed: json.numPassedTests,
    failed: failed || (status === 0 ? 0 : 1),
    skipped: json.numPendingTests + json.numTodoTests,
  };
}

function browserTests() {
  const chromium = ensureChromium();
  if (!chromium) {
    console.error(
      'No Chromium found. Install Chromium or Chrome, or set CHROMIUM to its path, then run npm test again.',
    );
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = path.join(reportDir, 'browser.json');
  const status = run('npx', ['playwright', 'test', '--reporter=line,json'], {
    env: { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report, REEF_BUILT: '1' },
  });
  const json = readReport(report);
  if (!json) return { passed: 0, failed: 1, skipped: 0 };
  // A test that passes only on a retry is a bug: Playwright calls it flaky, Reef calls it failed.
  const failed = json.stats.unexpected + json.stats.flaky + json.errors.length;
  return {
    passed: json.stats.expected,
    failed: failed || (status === 0 ? 0 : 1),
    skipped: json.stats.skipped,
  };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error('The test runner ended without a report; the lines above say why.');
    return null;
  }
}
