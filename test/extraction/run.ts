import { performance } from 'node:perf_hooks';
import { statementProposer } from '../../src/formats/index.ts';
import { articlesOf, halves } from './annotated.ts';
import { measures, scoreHalf } from './score.ts';

/** `npm run extraction [-- --misses]`: how well candidates are found, half by half, and how fast. */
const before = performance.now();
const proposer = await statementProposer([]);
console.log(`model loaded in ${Math.round(performance.now() - before)} ms`);
for (const half of halves()) {
  const articles = await articlesOf(half);
  const { score, misses } = scoreHalf(articles, proposer);
  const statements = articles.reduce((n, a) => n + a.expected.statements.length, 0);
  console.log(`\n${half}: ${articles.length} articles, ${statements} statements`);
  for (const measure of measures) {
    const { precision, recall, f1 } = score[measure];
    console.log(
      `  ${measure.padEnd(11)} precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  F1 ${f1.toFixed(3)}`,
    );
  }
  if (process.argv.includes('--misses')) for (const { article, what } of misses) console.log(`  ${article}: ${what}`);
  const chars = articles.reduce((n, a) => n + a.article.text.length, 0);
  const rounds = Math.ceil(500_000 / chars);
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let i = 0; i < rounds; i++) for (const { article } of articles) proposer.propose(article);
  const perSecond = (seconds: number): string => Math.round((chars * rounds) / seconds).toLocaleString('en');
  const wall = perSecond((performance.now() - start) / 1000);
  const busy = perSecond(process.cpuUsage(cpu).user / 1_000_000);
  console.log(`  speed       ${wall} characters a second, ${busy} a second of processor time (goal: at least 100,000)`);
}
