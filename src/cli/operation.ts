import type { OperatorApi } from '../app/operator-api.ts';
import type { Fault, Result } from '../core/result.ts';

/** Kinds of fields; `?` may be left out. What a text must look like is the business of the operation itself. */
export type FieldKind = 'text' | 'text?' | 'texts' | 'texts?' | 'flag?' | 'text or null' | 'value' | 'value?';

export interface Operation<Input, Output> {
  readonly fields: Readonly<Record<string, FieldKind>>;
  readonly run: (api: OperatorApi, input: Input) => Result<Output, Fault[]> | Promise<Result<Output, Fault[]>>;
}

export type InputOf<Method extends keyof OperatorApi> = Parameters<OperatorApi[Method]>[0];
export type OutputOf<Method extends keyof OperatorApi> =
  Awaited<ReturnType<Extract<OperatorApi[Method], (...args: never[]) => unknown>>> extends Result<infer Output, Fault[]>
    ? Output
    : never;
export type None = Readonly<Record<string, never>>;

export const define = <Input, Output>(
  fields: Operation<Input, Output>['fields'],
  run: Operation<Input, Output>['run'],
): Operation<Input, Output> => ({ fields, run });
