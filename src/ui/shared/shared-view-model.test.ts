import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleResult } from '../../share/testing/sample-result.ts';
import { decodeLink, encodeLink, type SharedResult } from '../../share/index.ts';
import { viewOfShared } from './shared-view-model.ts';

const GOLDEN = new URL('../../share/golden/', import.meta.url);

function golden(name: string): SharedResult {
  const decoded = decodeLink(readFileSync(new URL(name, GOLDEN), 'utf8').trim());
  if (!decoded.ok) throw new Error(decoded.failure.message);
  return decoded.value;
}

describe('the page of a link', () => {
  const links = readdirSync(GOLDEN).filter((name) => name.endsWith('.link'));

  it.each(links)('draws every link that was ever sent: %s', (name) => {
    const { plan, profile, timeline, strategies } = viewOfShared(golden(name));
    expect(plan.segments.length).toBe(profile.segmentCount);
    expect(profile.cuts).toHaveLength(plan.segments.length - 1);
    expect(timeline.length).toBeGreaterThan(0);
    expect(strategies.filter(({ isChosen }) => isChosen)).toHaveLength(1);
  });

  it('sets the run beside the estimate, a row a stage, the slowest in front of the eye', () => {
    const { stages, result } = viewOfShared(golden('v1-resnet152-8-devices-measured.link'));
    expect(stages).toHaveLength(8);
    expect(stages.map(({ meanMs }) => meanMs)).toEqual(
      result.run?.stages.map(({ meanMs }) => meanMs),
    );
    expect(stages[1]?.difference).toBeCloseTo(0.03, 3);
    expect(stages.filter(({ isPace }) => isPace)).toHaveLength(1);
  });

  it('holds no estimate against the times of a CPU', async () => {
    const result = await sampleResult('mobilenet_v2', 3, { hasRun: true });
    const onCpu = { ...result, run: result.run && { ...result.run, kind: 'cpu' as const } };
    for (const { estimatedMs, difference } of viewOfShared(onCpu).stages) {
      expect(estimatedMs).toBeNull();
      expect(difference).toBeNull();
    }
  });

  it('lists the strategies as the Plan view does, and says which ended in a failure', async () => {
    const result = await sampleResult('mobilenet_v2', 3);
    const failed = result.strategies.map((entry) =>
      entry.strategy === 'compiler'
        ? { strategy: entry.strategy, failureCode: 'partition/compiler-crashes' }
        : entry,
    );
    const decoded = decodeLink(encodeLink({ ...result, strategies: failed }));
    if (!decoded.ok) throw new Error(decoded.failure.message);
    const { strategies } = viewOfShared(decoded.value);
    expect(strategies[0]?.title).toBe('Optimal');
    expect(strategies.at(-1)?.title).toBe('One device');
    expect(strategies.find(({ title }) => title === 'Compiler')).toMatchObject({
      bottleneckMs: null,
      failureCode: 'partition/compiler-crashes',
    });
  });

  it('adds a person’s own cuts to the strategies that they were compared with', async () => {
    const result = await sampleResult('mobilenet_v2', 3);
    const own = { ...result, plan: { ...result.plan, strategy: 'manual' as const } };
    expect(viewOfShared(own).strategies[0]).toMatchObject({ title: 'Own cuts', isChosen: true });
  });
});
