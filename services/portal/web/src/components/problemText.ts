// What a problem says to a person, in the language of the page where we have words for it.
import type { ApiProblem } from '@/api/problem';
import type { CommonKey, Translate } from '@/i18n/words';

const byType: Record<string, CommonKey> = {
  offline: 'problem_offline',
  'department-unreachable': 'problem_department_unreachable',
  'not-yet': 'problem_not_yet',
  'too-many-attempts': 'problem_too_many_attempts',
  'wrong-password': 'problem_wrong_password',
  'second-factor-wrong': 'problem_second_factor_wrong',
  'not-signed-in': 'problem_not_signed_in',
};

const byStatus: Record<number, CommonKey> = {
  0: 'problem_offline',
  403: 'problem_forbidden',
  404: 'problem_not_found',
  412: 'problem_conflict',
  413: 'problem_too_large',
  429: 'problem_busy',
  500: 'problem_server',
  502: 'problem_offline',
  503: 'problem_busy',
  504: 'problem_busy',
};

export function problemText(problem: ApiProblem, t: Translate): { title: string; detail: string | undefined } {
  const key = byType[problem.type] ?? byStatus[problem.status];
  const title = key ? t(key) : problem.title || t('problem_any');
  const detail = problem.detail ?? (key ? undefined : undefined);
  return { title, detail: detail && detail !== title ? detail : undefined };
}
