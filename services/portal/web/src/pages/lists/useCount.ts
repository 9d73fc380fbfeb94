// Counts whom a filter chooses: asks marketing page after page, pauses after some, goes on when asked to.
import { useCallback, useEffect, useRef, useState } from 'react';
import { ask } from '@/api/client';
import { asProblem, type ApiProblem } from '@/api/problem';

const PAGES_AT_ONCE = 10;
const TYPING_PAUSE_MS = 350;
const SAMPLE_SIZE = 8;

export interface Count {
  chosen: number;
  tried: number;
  sample: string[];
  understood: string | undefined;
  problem: ApiProblem | undefined;
  state: 'idle' | 'running' | 'paused' | 'finished' | 'failed';
  goOn: () => void;
}

interface Progress extends Omit<Count, 'goOn'> {
  after: string | undefined;
}

const nothing: Progress = { chosen: 0, tried: 0, sample: [], understood: undefined, problem: undefined, state: 'idle', after: undefined };

/** text is null while the filter is not complete. `anew` starts over when it changes. */
export function useCount(text: string | null, anew?: unknown): Count {
  const [progress, setProgress] = useState<Progress>(nothing);
  const latest = useRef(progress);
  latest.current = progress;
  const running = useRef<AbortController | undefined>(undefined);

  const run = useCallback(async (filter: string, from: Progress) => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    let now: Progress = { ...from, state: 'running', problem: undefined };
    setProgress(now);
    try {
      for (let page = 0; page < PAGES_AT_ONCE; page++) {
        const { data } = await ask('marketing', 'preview_filter', { filter, count: true, limit: SAMPLE_SIZE, ...(now.after ? { after: now.after } : {}) }, abort.signal);
        if (abort.signal.aborted) return;
        now = {
          ...now,
          chosen: now.chosen + Number(data.chosen ?? 0),
          tried: now.tried + Number(data.tried ?? 0),
          sample: [...now.sample, ...(data.customerIds ?? [])].slice(0, SAMPLE_SIZE),
          understood: data.understood,
          after: data.next || undefined,
        };
        if (!now.after) break;
        setProgress(now);
      }
      setProgress({ ...now, state: now.after ? 'paused' : 'finished' });
    } catch (error) {
      if (!abort.signal.aborted) setProgress({ ...now, state: 'failed', problem: asProblem(error) });
    }
  }, []);

  useEffect(() => {
    running.current?.abort();
    if (text === null) {
      setProgress(nothing);
      return;
    }
    const timer = setTimeout(() => void run(text, nothing), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, anew, run]);
  useEffect(() => () => running.current?.abort(), []);

  const goOn = useCallback(() => {
    if (text !== null && latest.current.state === 'paused') void run(text, latest.current);
  }, [text, run]);
  return { ...progress, goOn };
}
