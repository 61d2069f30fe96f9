// The dedicated worker of the test page: the same operations, where the product does its own USB.
import { perform, watchUsb, type OperationCall } from './messages.ts';

watchUsb((event) => postMessage({ event }));
addEventListener('message', ({ data }: MessageEvent<{ id: number; call: OperationCall }>) => {
  void perform(data.call).then((result) => postMessage({ id: data.id, result }));
});
