import type { Metric } from '../app/operator-api.ts';

/** Backslash, quote and line break are what a label value has to escape (Prometheus text format 0.0.4). */
const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function labelText(labels: Readonly<Record<string, string>>): string {
  const list = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return list.length === 0 ? '' : `{${list.join(',')}}`;
}

/** Metrics in the text format of Prometheus. */
export const metricsText = (list: readonly Metric[]): string =>
  list
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
    ])
    .join('\n');
