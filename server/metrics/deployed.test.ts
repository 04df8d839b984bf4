import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { addDiskGauges } from '../disk/disk-gauges.ts';
import { createMetrics } from '../metrics.ts';

// What deploy/ asks Prometheus for is what /metrics has, and every alert is explained.

const REPO = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(REPO, file), 'utf8');

const alertsFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Hindsight\w+$/),
          expr: z.string(),
          for: z.string().regex(/^\d+[smh]$/),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({
            summary: z.string().regex(/\.$/),
            description: z.string().regex(/\.$/),
            runbook: z.string(),
          }),
        }),
      ),
    }),
  ),
});

const target = z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() });
const place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const panel = z.object({
  id: z.number(),
  title: z.string(),
  type: z.enum(['row', 'stat', 'timeseries']),
  gridPos: place,
  targets: z.array(target).default([]),
});
const dashboardFile = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(panel),
});

const rules = alertsFile
  .parse(parse(read('deploy/prometheus/alerts.yml')))
  .groups.flatMap((group) => group.rules);
const dashboard = dashboardFile.parse(JSON.parse(read('deploy/grafana/hindsight.json')));
const queries = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr] as const),
  ),
];

/** Names of series, and the labels that are asked for beside each. */
function askedFor(query: string) {
  const without = query.replace(/\b(?:by|ignoring) \([^)]*\)/g, '');
  const found = without.matchAll(/\b((?:hindsight|process|nodejs)_\w+)(?:\{([^}]*)\})?/g);
  return [...found].map(([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
  }));
}

/** Given by Prometheus itself. */
const OF_PROMETHEUS = ['job', 'instance', 'le'];

async function exposed(): Promise<Map<string, string[]>> {
  const { registry } = createMetrics().figures;
  addDiskGauges(registry, { figures: async () => undefined, refused: () => 0 });
  const names = new Map<string, string[]>();
  for (const one of await registry.getMetricsAsJSON()) {
    const { labelNames = [] } = registry.getSingleMetric(one.name) as { labelNames?: string[] };
    names.set(one.name, labelNames);
    if (String(one.type) !== 'histogram') continue;
    for (const end of ['bucket', 'count', 'sum']) names.set(`${one.name}_${end}`, labelNames);
  }
  return names;
}

test.each(queries)('%s asks for what there is: %s', async (_, query) => {
  const names = await exposed();
  const asked = askedFor(query);
  if (!query.startsWith('up{')) expect(asked).not.toEqual([]);
  for (const { name, labels } of asked) {
    expect([...names.keys()]).toContain(name);
    expect([...(names.get(name) ?? []), ...OF_PROMETHEUS]).toEqual(expect.arrayContaining(labels));
  }
  const grouped = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  );
  const known = [...asked.flatMap(({ name }) => names.get(name) ?? []), ...OF_PROMETHEUS];
  expect(known).toEqual(expect.arrayContaining(grouped));
});

test.each(queries)('%s has all its brackets: %s', (_, query) => {
  const open: string[] = [];
  const pairs: Record<string, string> = { ')': '(', '}': '{', ']': '[' };
  for (const sign of query.replace(/"[^"]*"/g, '')) {
    if ('({['.includes(sign)) open.push(sign);
    if (sign in pairs) expect(open.pop()).toBe(pairs[sign]);
  }
  expect(open).toEqual([]);
});

describe('alerts', () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))('%s has its page', (name, rule) => {
    expect(rule.annotations.runbook).toBe(`docs/operating.md#${name.toLowerCase()}`);
    expect(read('docs/operating.md').split('\n')).toContain(`### ${name}`);
  });

  test('each is there once', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});

describe('the dashboard', () => {
  test('its panels have ids of their own and lie beside one another', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const one of panels) {
      const { x, y, w, h } = one.gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (const { id, gridPos: other } of panels) {
        const apart =
          other.x >= x + w || x >= other.x + other.w || other.y >= y + h || y >= other.y + other.h;
        expect(apart || id === one.id).toBe(true);
      }
    }
  });

  test('it shows everything of ours that there is', async () => {
    const shown = queries.flatMap(([, query]) => askedFor(query).map(({ name }) => name));
    const bare = (name: string) => name.replace(/_(?:bucket|count|sum)$/, '');
    const ours = [...(await exposed()).keys()].filter((name) => name.startsWith('hindsight_'));
    for (const name of ours) expect(shown.map(bare)).toContain(bare(name));
  });
});
