// Roles of a person, each with its reach.
import { Segmented } from 'antd';
import type { Grant, GrantScope } from '@/api/generated/portal';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';

const ROLES = ['seller', 'marketer', 'agent', 'clerk', 'analyst', 'manager', 'administrator'];
/** Roles over settings and people reach everything or nothing. */
const WHOLE = new Set(['administrator', 'manager', 'analyst', 'marketer', 'clerk']);

export function GrantsInput({ value = [], onChange }: { value?: Grant[]; onChange?: (grants: Grant[]) => void }) {
  const t = useWords(words);
  const nameOf = useNames();
  const scopeOf = (role: string): string => value.find((grant) => grant.role === role)?.scope ?? 'none';
  const set = (role: string, scope: string): void => {
    const others = value.filter((grant) => grant.role !== role);
    onChange?.(scope === 'none' ? others : [...others, { role, scope: scope as GrantScope }]);
  };
  return (
    <div className="pv-grants" role="group" aria-label={t('roles')}>
      {ROLES.map((role) => {
        const scopes = WHOLE.has(role) && !['OWN', 'TEAM'].includes(scopeOf(role)) ? ['none', 'ALL'] : ['none', 'OWN', 'TEAM', 'ALL'];
        return (
          <div key={role} className="pv-grant">
            <span>{nameOf(role)}</span>
            <Segmented
              size="small"
              aria-label={nameOf(role)}
              value={scopeOf(role)}
              options={scopes.map((scope) => ({ value: scope, label: scope === 'none' ? t('none') : nameOf(scope) }))}
              onChange={(scope) => set(role, scope)}
            />
          </div>
        );
      })}
    </div>
  );
}
