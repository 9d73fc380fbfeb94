// Sends the jobs of an import, some at a time, each under a key made of the file and its line.
import { asProblem } from '@/api/problem';
import type { ApiProblem } from '@/api/problem';
import type { Job } from './kinds';

const AT_ONCE = 6;

export interface Progress {
  recorded: number;
  unchanged: number;
  refused: { lines: number[]; problem: ApiProblem }[];
  /** Rows still to go. */
  left: number;
  running: boolean;
}

export interface Runner {
  progress: () => Progress;
  subscribe: (listener: () => void) => () => void;
  start: () => void;
  stop: () => void;
}

/** A run that can be stopped and started again; what was recorded stays recorded. */
export function importRun(jobs: Job[], fileKey: string, tick: (notify: () => void) => void = (notify) => setTimeout(notify, 100)): Runner {
  let next = 0;
  let stopping: AbortController | undefined;
  let waiting = false;
  const again: number[] = [];
  const listeners = new Set<() => void>();
  let shown: Progress = { recorded: 0, unchanged: 0, refused: [], left: jobs.reduce((sum, job) => sum + job.lines.length, 0), running: false };
  const change = (part: Partial<Progress>): void => {
    shown = { ...shown, ...part };
    if (waiting) return;
    waiting = true;
    tick(() => {
      waiting = false;
      listeners.forEach((listener) => listener());
    });
  };
  const take = (): number | undefined => again.shift() ?? (next < jobs.length ? next++ : undefined);

  const work = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const at = take();
      if (at === undefined) return;
      const job = jobs[at]!;
      const rows = job.lines.length;
      try {
        const outcome = await job.run({ key: `${fileKey}-${job.lines[0]}`, historical: true, signal });
        change({ [outcome]: shown[outcome] + rows, left: shown.left - rows });
      } catch (error) {
        if (signal.aborted) {
          again.push(at);
          return;
        }
        const problem = asProblem(error);
        if (problem.isPassing || problem.status === 401) {
          again.push(at); // nothing can be sent at present: stop, and go on from here
          stopping?.abort();
          return;
        }
        change({ refused: [...shown.refused, { lines: job.lines, problem }], left: shown.left - rows });
      }
    }
  };

  return {
    progress: () => shown,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {
      if (shown.running) return;
      stopping = new AbortController();
      change({ running: true });
      void Promise.all(Array.from({ length: AT_ONCE }, () => work(stopping!.signal))).finally(() => change({ running: false }));
    },
    stop: () => stopping?.abort(),
  };
}
