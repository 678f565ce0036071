import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Metric, metric } from '../app/operator-api.ts';

export interface ProcessMetrics {
  /** One request was answered, or its connection went, with this status. */
  answered(status: number): void;
  read(): Metric[];
  stop(): void;
}

const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** What a serving process can say of itself: how long it runs, what it answered, how long others waited for it. */
export function processMetrics(): ProcessMetrics {
  const began = performance.now();
  const byClass = classes.map(() => 0);
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  // The histogram is in nanoseconds, and says nothing before its first sample.
  const seconds = (value: number): number => (Number.isFinite(value) && delay.count > 0 ? value / 1e9 : 0);
  return {
    answered: (status) => {
      const i = Math.floor(status / 100) - 1;
      if (byClass[i] !== undefined) byClass[i]++;
    },
    read: () => [
      metric(
        'proviso_uptime_seconds',
        'gauge',
        'Time since the node began to serve.',
        (performance.now() - began) / 1000,
      ),
      {
        name: 'proviso_http_requests_total',
        type: 'counter',
        help: 'Requests answered, by class of status.',
        samples: classes.map((status, i) => ({ labels: { status }, value: byClass[i]! })),
      },
      {
        name: 'proviso_event_loop_delay_seconds',
        type: 'gauge',
        help: 'How late timers of 20 ms came, since the node began to serve.',
        samples: [
          { labels: { quantile: '0.5' }, value: seconds(delay.percentile(50)) },
          { labels: { quantile: '0.99' }, value: seconds(delay.percentile(99)) },
          { labels: { quantile: '1' }, value: seconds(delay.max) },
        ],
      },
      metric('process_resident_memory_bytes', 'gauge', 'Memory the process has.', process.memoryUsage.rss()),
      metric('process_heap_bytes', 'gauge', 'Part of it that is heap in use.', process.memoryUsage().heapUsed),
    ],
    stop: () => delay.disable(),
  };
}
