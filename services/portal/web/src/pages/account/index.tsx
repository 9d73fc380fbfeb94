// The own account: profile, password, second factor, sessions, tokens.
import { useMe } from '@/app/session';
import { PageHeader } from '@/components/PageHeader';
import { useWords } from '@/i18n/words';
import { PasswordPanel } from './PasswordPanel';
import { ProfilePanel } from './ProfilePanel';
import { SecondFactorPanel } from './SecondFactorPanel';
import { SessionsPanel } from './SessionsPanel';
import { TokensPanel } from './TokensPanel';
import { words } from './words';

export default function AccountPage() {
  const t = useWords(words);
  const me = useMe();
  return (
    <>
      <PageHeader title={t('nav_account')} subtitle={<span dir="ltr">{me.user}</span>} />
      <div className="pv-halves">
        <div className="pv-stack">
          <ProfilePanel />
          <PasswordPanel />
          <SecondFactorPanel />
        </div>
        <div className="pv-stack">
          <SessionsPanel />
          <TokensPanel />
        </div>
      </div>
    </>
  );
}
