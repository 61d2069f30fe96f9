// What would be faster than the plan on show: another strategy, or more devices.
import { formatMs, formatPercent, formatSignificant, plural } from '../../base/index.ts';
import { sentence, strong } from '../sentences/index.ts';
import type { AnswerPoint, AnswerSubject } from './types.ts';

/** Gains below this are not worth a change. */
const WORTH_A_CHANGE = 0.02;
/** Another device that brings less than this is not advised. */
const WORTH_A_DEVICE = 0.05;

export function betterPlans(subject: AnswerSubject): readonly AnswerPoint[] {
  return [...betterStrategy(subject), ...moreDevices(subject), ...fasterLinks(subject)];
}

function betterStrategy({ plan, strategies }: AnswerSubject): readonly AnswerPoint[] {
  if (plan === null) return [];
  const best = strategies.reduce<(typeof strategies)[number] | null>(
    (found, row) =>
      (row.plan?.bottleneckMs ?? Infinity) < (found?.plan?.bottleneckMs ?? Infinity) ? row : found,
    null,
  );
  const bestPlan = best?.plan ?? null;
  if (best === null || bestPlan === null) return [];
  if (bestPlan.bottleneckMs > plan.bottleneckMs * (1 - WORTH_A_CHANGE)) {
    const isProved = plan.gap === 0 && plan.strategy === 'optimal';
    return isProved
      ? [
          {
            text: sentence(
              'No other cut of this graph over these devices is faster: that is proved.',
            ),
          },
        ]
      : [];
  }
  return [
    {
      text: sentence(
        strong(best.title),
        ` cuts it better: ${formatMs(bestPlan.bottleneckMs)} instead of ${formatMs(plan.bottleneckMs)} per inference.`,
      ),
      action: { title: `Choose ${best.title}`, does: { kind: 'strategy', strategy: best.name } },
    },
  ];
}

/** The next number of devices that is worth it. */
function moreDevices({ plan, curve, devices }: AnswerSubject): readonly AnswerPoint[] {
  if (plan === null) return [];
  const now = devices.length;
  const line = curve.filter((point) => point.strategy === plan.strategy);
  const next = line
    .filter(({ deviceCount }) => deviceCount > now)
    .toSorted((one, other) => one.deviceCount - other.deviceCount)
    .find(({ throughputPerSecond, deviceCount }) => {
      const gain = (throughputPerSecond ?? 0) / plan.throughputPerSecond - 1;
      return gain >= WORTH_A_DEVICE * (deviceCount - now);
    });
  if (next === undefined) {
    return line.some(({ deviceCount }) => deviceCount > now)
      ? [{ text: sentence('More devices bring less than 5 % each.') }]
      : [];
  }
  const rate = next.throughputPerSecond ?? 0;
  return [
    {
      text: sentence(
        strong(plural(next.deviceCount, 'device')),
        ` would make ${formatSignificant(rate)} inferences per second, ${formatPercent(rate / plan.throughputPerSecond - 1)} more.`,
      ),
      action: {
        title: `Plan for ${String(next.deviceCount)}`,
        does: { kind: 'devices', deviceCount: next.deviceCount },
      },
    },
  ];
}

function fasterLinks({ devices }: AnswerSubject): readonly AnswerPoint[] {
  const slow = devices.filter(({ link }) => link === 'usb2').length;
  if (slow === 0) return [];
  return [
    {
      text: sentence(
        `${slow === 1 ? 'One device is' : `${String(slow)} devices are`} set up at USB 2. A blue port and the cable that came with the accelerator make it USB 3.`,
      ),
    },
  ];
}
