// How the test talks to the page, and the page to its worker.
import { operations, type Operations } from './operations.ts';

export type OperationName = keyof Operations;

export interface OperationCall {
  readonly name: OperationName;
  readonly args: readonly unknown[];
}

export type OperationResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

export interface UsbEvent {
  readonly type: 'connect' | 'disconnect';
  readonly productId: number;
}

/** Runs an operation; an exception comes back as its name and message, which survive every boundary. */
export async function perform({ name, args }: OperationCall): Promise<OperationResult> {
  try {
    const callable = operations as Readonly<
      Record<OperationName, (...args: readonly unknown[]) => Promise<unknown>>
    >;
    return { ok: true, value: await callable[name](...args) };
  } catch (error) {
    return {
      ok: false,
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
}

/** Calls `report` for every device that comes or goes. */
export function watchUsb(report: (event: UsbEvent) => void): void {
  for (const type of ['connect', 'disconnect'] as const) {
    navigator.usb.addEventListener(type, ({ device }: USBConnectionEvent) =>
      report({ type, productId: device.productId }),
    );
  }
}
