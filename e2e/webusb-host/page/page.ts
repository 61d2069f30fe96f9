// The test page: runs operations itself or hands them to its worker, and notes the connect and disconnect events of both.
import {
  perform,
  watchUsb,
  type OperationCall,
  type OperationResult,
  type UsbEvent,
} from './messages.ts';

export type Place = 'page' | 'worker';

export interface UsbTestPage {
  readonly events: Readonly<Record<Place, UsbEvent[]>>;
  readonly run: (place: Place, call: OperationCall) => Promise<OperationResult>;
}

declare global {
  interface Window {
    usbTest: UsbTestPage;
  }
}

type FromWorker =
  { readonly event: UsbEvent } | { readonly id: number; readonly result: OperationResult };

const events: Record<Place, UsbEvent[]> = { page: [], worker: [] };
const waiting = new Map<number, (result: OperationResult) => void>();
const worker = new Worker('/worker.js', { type: 'module' });
let lastId = 0;

worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
  if ('event' in data) events.worker.push(data.event);
  else waiting.get(data.id)?.(data.result);
});
watchUsb((event) => events.page.push(event));

function runInWorker(call: OperationCall): Promise<OperationResult> {
  const id = ++lastId;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    worker.postMessage({ id, call });
  });
}

window.usbTest = {
  events,
  run: (place, call) => (place === 'page' ? perform(call) : runInWorker(call)),
};
