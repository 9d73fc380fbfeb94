// Short messages at the top: done, or what went wrong.
import { App } from 'antd';
import { useMemo } from 'react';
import type { ApiProblem } from '@/api/problem';
import { useWords } from '@/i18n/words';
import { problemText } from './problemText';

interface Notify {
  done: (text: string) => void;
  info: (text: string) => void;
  warn: (text: string) => void;
  problem: (problem: ApiProblem) => void;
}

export function useNotify(): Notify {
  const { message } = App.useApp();
  const t = useWords();
  return useMemo(
    () => ({
      done: (text) => void message.success(text),
      info: (text) => void message.info(text),
      warn: (text) => void message.warning(text),
      problem: (problem) => {
        const { title, detail } = problemText(problem, t);
        void message.error({ content: detail ? `${title} — ${detail}` : title, duration: 6, key: problem.type || String(problem.status) });
      },
    }),
    [message, t],
  );
}
