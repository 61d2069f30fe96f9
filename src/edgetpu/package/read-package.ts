// The `DWN1` package and the executables in it.
import { catchFailure, FailureError, type Result } from '../../base/index.ts';
import { damaged, FlatTable } from './flat-table.ts';
import { readExecutable } from './read-executable.ts';
import type { Executable, Package, PackageRoles } from './types.ts';

/** Identifier at byte 4 of a package; the vendor's driver only warns about others, so does nobody rely on it. */
export const PACKAGE_IDENTIFIER = 'DWN1';

/** Field numbers of `Package` (edgetpu-usb.md 7.3). */
const FIELD = {
  minRuntimeVersion: 0,
  multiExecutable: 1,
  compilerVersion: 4,
  virtualChipId: 5,
  multiChip: 6,
  modelIdentifier: 7,
} as const;

/** The runtime version that Reef speaks; packages that ask for more are refused (edgetpu-usb.md 7.3). */
export const RUNTIME_VERSION = 14;

/** Parameter caching, execution, stand-alone: no package holds more than one of each. */
const MAX_EXECUTABLES = 3;

/** Reads a bare package, as it stands in the operator's options. */
export function readBarePackage(bytes: Uint8Array): Result<Package> {
  return catchFailure(() => readPackageBytes(bytes));
}

/** As `readBarePackage`, but throws; for callers inside this folder. */
export function readPackageBytes(bytes: Uint8Array): Package {
  const table = FlatTable.root(bytes, 'the package');
  if (table.int32(FIELD.virtualChipId) === -1 || table.tableVector(FIELD.multiChip, '').length) {
    throw refused('it is meant for several chips');
  }
  const nested = table.byteVector(FIELD.multiExecutable);
  if (!nested?.byteLength) throw damaged('the package holds no executables');
  const serialized = FlatTable.root(nested, 'the list of executables').byteVectors(0);
  if (serialized.length < 1 || serialized.length > MAX_EXECUTABLES) {
    throw refused(`it holds ${serialized.length} executables`);
  }
  return {
    bytes,
    minRuntimeVersion: table.int32(FIELD.minRuntimeVersion),
    compilerVersion: table.text(FIELD.compilerVersion),
    modelIdentifier: table.text(FIELD.modelIdentifier),
    virtualChipId: table.int32(FIELD.virtualChipId),
    executables: serialized.map(readExecutable),
  };
}

/**
 * Which executable is sent once and which is run, by the vendor's rule: one executable stands alone whatever its type;
 * two are PARAMETER_CACHING and EXECUTION_ONLY; of three the STAND_ALONE one is run. Anything else is refused.
 */
export function assignRoles(pack: Package): Result<PackageRoles> {
  return catchFailure(() => {
    const { executables } = pack;
    const byType = (type: Executable['type']) => executables.find((one) => one.type === type);
    const [first] = executables;
    if (executables.length === 1 && first) return { caching: null, main: first };
    const caching = byType('PARAMETER_CACHING');
    const main = byType('EXECUTION_ONLY');
    if (executables.length === 2 && caching && main) return { caching, main };
    const alone = byType('STAND_ALONE');
    if (executables.length === 3 && caching && main && alone) return { caching: null, main: alone };
    throw refused(`it holds ${executables.map((one) => one.type).join(' and ')}`);
  });
}

/** Parameter bytes by where they live: cached on the chip once, or streamed at every inference. */
export function parameterBytes(pack: Package): { cachedBytes: number; streamedBytes: number } {
  let cachedBytes = 0;
  let streamedBytes = 0;
  for (const executable of pack.executables) {
    if (executable.type === 'PARAMETER_CACHING') cachedBytes += executable.parameters.byteLength;
    else streamedBytes += executable.parameters.byteLength;
  }
  return { cachedBytes, streamedBytes };
}

/** Bytes of all instruction chunks of an executable. */
export function instructionBytes(executable: Executable): number {
  return executable.instructions.reduce((sum, chunk) => sum + chunk.bytes.byteLength, 0);
}

function refused(why: string): FailureError {
  return new FailureError({
    code: 'edgetpu/package-unsupported',
    message: `This compiled model cannot be run: ${why}.`,
    hint: 'Compile the model for one Coral USB Accelerator with edgetpu_compiler.',
  });
}
