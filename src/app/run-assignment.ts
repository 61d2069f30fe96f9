// Which device serves which stage: what the person chose first, then devices with the link that the plan counts on, then
// any that is left. Pure.
import type { ClockName, LinkName } from '../edgetpu/index.ts';
import type { Plan } from '../partition/index.ts';
import type { StageDevice } from '../workers/runner-api.ts';
import { isUsable, placeKey, type AcceleratorKind, type RunnerDevice } from './run-types.ts';

export interface AssignmentRequest {
  readonly plan: Plan;
  /** Devices that the plan's `deviceIndices` point into. */
  readonly planned: readonly { readonly link: LinkName; readonly clock: ClockName }[];
  readonly devices: readonly RunnerDevice[];
  /** What to run on; null = what was listed last. */
  readonly kind: AcceleratorKind | null;
  readonly chosenDevices: Readonly<Record<string, string>>;
}

/** One place in the pipeline; `device` is null where none is left for it. */
export interface Place {
  readonly segmentIndex: number;
  readonly replica: number;
  readonly link: LinkName;
  readonly clock: ClockName;
  readonly device: RunnerDevice | null;
}

export interface Assignment {
  /** Null where nothing is listed. */
  readonly kind: AcceleratorKind | null;
  readonly places: readonly Place[];
  /** Usable devices that may serve a stage of this run. */
  readonly usable: readonly RunnerDevice[];
  readonly isComplete: boolean;
}

/** Assigns a device to every place of the plan, as far as there are any. Deterministic. */
export function assignDevices(request: AssignmentRequest): Assignment {
  const kind = kindOf(request);
  const usable = request.devices.filter(
    (device) => kind !== null && isUsable(device) && isSameTime(device.kind, kind),
  );
  const places = placesOf(request);
  const taken = new Map<string, RunnerDevice>();
  const assigned = new Map<Place, RunnerDevice>();
  const take = (place: Place, device: RunnerDevice | undefined): void => {
    if (device === undefined || taken.has(device.id) || assigned.has(place)) return;
    taken.set(device.id, device);
    assigned.set(place, device);
  };
  const free = (): RunnerDevice[] =>
    usable.filter((device) => device.kind === kind && !taken.has(device.id));
  for (const place of places) {
    const chosen = request.chosenDevices[placeKey(place.segmentIndex, place.replica)];
    take(
      place,
      usable.find(({ id }) => id === chosen),
    );
  }
  for (const place of places) {
    take(
      place,
      free().find(({ link }) => link === place.link),
    );
  }
  for (const place of places) take(place, free()[0]);
  return {
    kind,
    places: places.map((place) => ({ ...place, device: assigned.get(place) ?? null })),
    usable,
    isComplete: places.length > 0 && places.every((place) => assigned.has(place)),
  };
}

/** Devices by stage, as the runner takes them. Only for complete assignments. */
export function stagesOf(plan: Plan, { places }: Assignment): readonly (readonly StageDevice[])[] {
  return plan.segments.map((_, index) =>
    places.flatMap(({ segmentIndex, clock, device }) =>
      segmentIndex === index && device !== null ? [{ deviceId: device.id, clock }] : [],
    ),
  );
}

/** Kinds of devices that are listed, in the order of the list. */
export function listedKinds(devices: readonly RunnerDevice[]): readonly AcceleratorKind[] {
  return [...new Set(devices.map(({ kind }) => kind))];
}

/** Virtual accelerators live in simulated time; everything else in this computer's. */
function isSameTime(one: AcceleratorKind, other: AcceleratorKind): boolean {
  return (one === 'virtual') === (other === 'virtual');
}

function kindOf({ devices, kind }: AssignmentRequest): AcceleratorKind | null {
  if (kind !== null && devices.some((device) => device.kind === kind)) return kind;
  return devices.at(-1)?.kind ?? null;
}

function placesOf({ plan, planned }: AssignmentRequest): readonly Place[] {
  return plan.segments.flatMap((segment) =>
    segment.deviceIndices.map((deviceIndex, replica) => ({
      segmentIndex: segment.index,
      replica,
      link: planned[deviceIndex]?.link ?? 'usb3',
      clock: planned[deviceIndex]?.clock ?? 'max',
      device: null,
    })),
  );
}
