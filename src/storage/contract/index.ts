import { classRules } from './class-rules.ts';
import { commitRules } from './commit-rules.ts';
import { contentRules } from './content-rules.ts';
import type { ContractCase } from './contract-case.ts';
import { documentRules } from './document-rules.ts';
import { feedRules } from './feed-rules.ts';
import { versionRules } from './version-rules.ts';

export type { ContractCase, ContractStore, OpenStore } from './contract-case.ts';

/** What every store backend keeps, whatever is underneath; each case opens a store of its own. */
export const storageContract: readonly ContractCase[] = [
  ...documentRules,
  ...contentRules,
  ...versionRules,
  ...classRules,
  ...feedRules,
  ...commitRules,
];
