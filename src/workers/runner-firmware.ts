// The firmware that the runner holds: taken out of a file, checked, given to boot loaders. A stand-in goes to virtual
// accelerators only.
import { fail, ok, type Result } from '../base/index.ts';
import { extractFirmware, type FirmwareRule, type Sha256 } from '../usb/index.ts';
import type { FirmwareImage } from './runner-api.ts';
import { STAND_IN_NAME, standInFirmware, standInRule } from './runner-stand-in.ts';

/** Driver libraries are about 1 MB. */
const MAX_FILE_BYTES = 64 << 20;
/** The name under which `npm run firmware` puts the image beside the page. */
const HOSTED_NAME = 'apex_latest_single_ep.bin';

export interface FirmwarePlatform {
  /** Images that real accelerators take. */
  readonly rules: readonly FirmwareRule[];
  readonly sha256: Sha256;
  /** A file of the page's own origin; null where there is none. */
  readonly fetchFile: (url: string) => Promise<Uint8Array | null>;
}

export class RunnerFirmware {
  readonly #platform: FirmwarePlatform;
  #image: FirmwareImage | null = null;
  #hosted: Promise<void> | null = null;

  constructor(platform: FirmwarePlatform) {
    this.#platform = platform;
  }

  get image(): FirmwareImage | null {
    return this.#image;
  }

  /** What a boot loader of this kind may be given; null where there is nothing for it. */
  bytesFor(isVirtual: boolean): Uint8Array | null {
    return this.#image === null || (this.#image.isStandIn && !isVirtual) ? null : this.#image.bytes;
  }

  /** Failures: `usb/firmware-not-found`, `usb/firmware-unknown`, `app/file-unreadable`. */
  async use(name: string, file: Blob): Promise<Result<FirmwareImage>> {
    if (file.size > MAX_FILE_BYTES) return fail(tooLarge(name));
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      return fail(unreadable(name, error));
    }
    return this.#take(name, bytes);
  }

  async useStandIn(): Promise<Result<FirmwareImage>> {
    return this.#take(STAND_IN_NAME, standInFirmware());
  }

  /** Looks once for an image that the host of the page put beside it. */
  async lookForHosted(firmwareUrl: string): Promise<void> {
    if (this.bytesFor(false) !== null) return;
    this.#hosted ??= this.#fetchHosted(firmwareUrl);
    await this.#hosted;
  }

  forget(): void {
    this.#image = null;
  }

  async #fetchHosted(firmwareUrl: string): Promise<void> {
    const bytes = await this.#platform.fetchFile(firmwareUrl + HOSTED_NAME);
    // A host that answers every address with its front page is no source of firmware.
    if (bytes !== null) await this.#take(HOSTED_NAME, bytes);
  }

  async #take(name: string, bytes: Uint8Array): Promise<Result<FirmwareImage>> {
    const { rules, sha256 } = this.#platform;
    const standIn = await standInRule(sha256);
    const found = await extractFirmware(bytes, [...rules, standIn], sha256);
    if (!found.ok) return found;
    const digest = await sha256(found.value);
    this.#image = {
      name,
      sha256: digest,
      bytes: found.value,
      isStandIn: digest === standIn.sha256 && !rules.some((rule) => rule.sha256 === digest),
    };
    return ok(this.#image);
  }
}

function tooLarge(name: string) {
  return {
    code: 'usb/firmware-not-found',
    message: `"${name}" is far larger than any driver library, so it was not searched for firmware.`,
    hint: 'Take apex_latest_single_ep.bin, libedgetpu.so.1.0, libedgetpu.1.0.dylib or edgetpu.dll.',
  } as const;
}

function unreadable(name: string, error: unknown) {
  return {
    code: 'app/file-unreadable',
    message: `"${name}" cannot be read: it was moved, changed or locked since you chose it.`,
    hint: 'Choose the file again.',
    details: { error: String(error) },
  } as const;
}
