// Control and status registers as edgetpu-usb.md 11.1 says a device answers them. Width follows the address block: 32 bits
// at 0x1xxxx, 64 bits at 0x4xxxx.

export const REGISTER = {
  scuCtrl0: 0x1a30c,
  scuCtrl2: 0x1a314,
  scuCtrl3: 0x1a318,
  scuCtrl7: 0x1a33c,
  rambistCtrl1: 0x1a704,
  omc0d4: 0x1a0d4,
  omc0d8: 0x1a0d8,
  omc0dc: 0x1a0dc,
  efuse: 0x1a000,
  scalarCoreRunControl: 0x44018,
  tileConfig0: 0x48788,
  hibError: 0x486f0,
  hibFirstError: 0x48700,
  descrEp: 0x4c148,
  multiBoEp: 0x4c160,
  outfeedChunkLength: 0x4c058,
} as const;

/** Value of each register after power-on or a firmware download; 0 where none stands here. */
const POWER_ON: ReadonlyMap<number, bigint> = new Map([
  [REGISTER.scuCtrl0, 0x000f0059n],
  [REGISTER.scuCtrl2, 0x00110000n],
  [REGISTER.scuCtrl3, 0x60050004n],
  [REGISTER.efuse, 0x0219089an],
  [REGISTER.omc0d4, 0x1n],
  [REGISTER.rambistCtrl1, 0x0070007fn],
  [REGISTER.scuCtrl7, 0x000c003fn],
  [REGISTER.omc0dc, 0x03ff0000n],
]);

const CORE_BLOCK = 0x40000;
const FORCE_SLEEP_SHIFT = 22n;
const ASLEEP_BITS = 0x25cn;
const AWAKE_BITS = 0x004n;
const LOW_TEN_BITS = 0x3ffn;

/** Writing 1 clears these bits; they read 0 unless a fault sets them. */
const WRITE_ONE_TO_CLEAR: ReadonlyMap<number, bigint> = new Map([
  [REGISTER.rambistCtrl1, 0x0007_0000n],
  [REGISTER.scuCtrl7, 0x0003_0000n],
]);

/** The four core clocks in MHz that the divider in scu_ctrl_3 bits 29..28 selects (edgetpu-usb.md 4.3). */
const CORE_MHZ = [500, 250, 125, 63] as const;

export class RegisterFile {
  #values = new Map(POWER_ON);

  /** Called when a write put the chip into forced sleep: programs, buffers and parameters are gone. */
  onSleep: () => void = () => undefined;

  read(address: number): bigint {
    if (address === REGISTER.scalarCoreRunControl) return 0n;
    if (address >= CORE_BLOCK && this.isAsleep) return 0n;
    return this.#values.get(address) ?? 0n;
  }

  write(address: number, value: bigint): void {
    if (address === REGISTER.scuCtrl3) {
      this.#writePower(value);
      return;
    }
    if (address >= CORE_BLOCK && this.isAsleep) return;
    const clearing = WRITE_ONE_TO_CLEAR.get(address) ?? 0n;
    const seen = this.#values.get(address) ?? 0n;
    this.#values.set(address, (value & ~clearing) | (seen & clearing & ~value));
  }

  /** Puts a value there as hardware would: status bits of an injected fault. */
  force(address: number, value: bigint): void {
    this.#values.set(address, value);
  }

  get isAsleep(): boolean {
    return ((this.#scuCtrl3 >> FORCE_SLEEP_SHIFT) & 3n) === 3n;
  }

  get isRunning(): boolean {
    return !this.isAsleep && this.#values.get(REGISTER.scalarCoreRunControl) === 1n;
  }

  get coreMhz(): number {
    return CORE_MHZ[Number((this.#scuCtrl3 >> 28n) & 3n)] ?? CORE_MHZ[0];
  }

  /** Bytes of one output packet: units of 8 bytes in the register; a chip that was never set up uses 1,024. */
  get outfeedChunkBytes(): number {
    return Number(this.#values.get(REGISTER.outfeedChunkLength) ?? 0x80n) * 8 || 1024;
  }

  /** True when the host asked to be told of every transfer, not only of interrupts (edgetpu-usb.md 4.2 row 20). */
  get announcesTransfers(): boolean {
    return this.#values.get(REGISTER.descrEp) === 0xffn;
  }

  /** A bus reset: gating is back at its power-on value while forced sleep stays (edgetpu-usb.md 11.1, 12.2 row 7). */
  busReset(): void {
    this.#values.set(REGISTER.scuCtrl2, 0x00110000n);
    this.#values.set(REGISTER.scalarCoreRunControl, 0n);
  }

  powerOn(): void {
    this.#values = new Map(POWER_ON);
  }

  get #scuCtrl3(): bigint {
    return this.#values.get(REGISTER.scuCtrl3) ?? 0n;
  }

  #writePower(value: bigint): void {
    const wasAsleep = this.isAsleep;
    const sleeps = ((value >> FORCE_SLEEP_SHIFT) & 3n) === 3n;
    this.#values.set(
      REGISTER.scuCtrl3,
      (value & ~LOW_TEN_BITS) | (sleeps ? ASLEEP_BITS : AWAKE_BITS),
    );
    if (!sleeps || wasAsleep) return;
    for (const address of this.#values.keys()) {
      if (address >= CORE_BLOCK) this.#values.delete(address);
    }
    this.onSleep();
  }
}
