// Signing in: password, second factor, waiting after too many attempts; and choosing a password by a one-time link.
import { GlobalOutlined, LockOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { call } from '@/api/client';
import type { ApiProblem } from '@/api/problem';
import { asProblem } from '@/api/problem';
import { Mark } from '@/app/layout/Mark';
import { useSession } from '@/app/session';
import type { Session } from '@/app/session';
import { changeSettings, useSettings } from '@/app/settings';
import { FormProblem, showAtFields } from '@/components/FormDrawer';
import { useFormat, latinDigits } from '@/i18n/format';
import { defineWords, useWords } from '@/i18n/words';
import en from './en';
import fa from './fa';
import './signin.css';

const words = defineWords(en, fa);

export default function SignInPage() {
  const { pathname } = useLocation();
  return pathname === '/welcome' ? <Welcome /> : <SignIn />;
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  const t = useWords(words);
  const { language } = useSettings();
  const other = language === 'fa' ? 'en' : 'fa';
  useEffect(() => {
    document.title = `${title} · ${t('payvand')}`;
  }, [t, title]);
  return (
    <main className="pv-signin">
      <div className="pv-signin-card">
        <div className="pv-signin-brand"><Mark size={48} /><span>{t('payvand')}</span></div>
        <p className="pv-muted pv-signin-tagline">{t('tagline')}</p>
        <h1>{title}</h1>
        {children}
      </div>
      <Button type="text" icon={<GlobalOutlined />} lang={other} onClick={() => changeSettings({ language: other, chosen: true })}>
        {t('show_other_language')}
      </Button>
    </main>
  );
}

/** Seconds left until it may be tried again. */
function useWait(): [number, (ms: number) => void] {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until <= Date.now()) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [until, now]);
  return [Math.max(0, until - now), (ms) => { setNow(Date.now()); setUntil(Date.now() + ms); }];
}

interface Asked {
  user: string;
  password: string;
  remember?: boolean;
}

function SignIn() {
  const t = useWords(words);
  const format = useFormat();
  const { signedIn } = useSession();
  const navigate = useNavigate();
  const { state } = useLocation();
  const [problem, setProblem] = useState<ApiProblem>();
  const [second, setSecond] = useState<Asked>();
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useWait();

  const send = async (asked: Asked, code?: string): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { data } = await call<Session>('POST', '/session', { body: { ...asked, user: asked.user.trim().toLowerCase(), ...(code ? { code: latinDigits(code).trim() } : {}) } });
      signedIn(data);
      void navigate((state as { from?: string } | null)?.from ?? '/', { replace: true });
    } catch (error) {
      const refused = asProblem(error);
      if (refused.type === 'second-factor-needed') setSecond(asked);
      else {
        setProblem(refused);
        if (refused.status === 429) setWait(refused.retryAfterMs ?? 5_000);
      }
    } finally {
      setBusy(false);
    }
  };

  const waiting = wait > 0;
  const shown = problem && (problem.status !== 429 || waiting) && (
    problem.status === 429
      ? <p className="pv-signin-wait" role="alert">{t('wait', { time: format.duration(wait) })}</p>
      : <FormProblem problem={problem} />
  );

  if (second) {
    return (
      <Frame title={t('code_title')}>
        <p className="pv-muted">{t('code_text')}</p>
        {shown}
        <Form layout="vertical" requiredMark={false} onFinish={({ code }: { code: string }) => void send(second, code)}>
          <Form.Item name="code" label={t('code')} rules={[{ required: true, message: t('field_required') }]}>
            <Input autoFocus size="large" dir="ltr" autoComplete="one-time-code" inputMode="text" maxLength={64} />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy} disabled={waiting}>{t('sign_in')}</Button>
          <Button type="link" block onClick={() => { setSecond(undefined); setProblem(undefined); }}>{t('back')}</Button>
        </Form>
      </Frame>
    );
  }
  return (
    <Frame title={t('sign_in')}>
      {shown}
      <Form<Asked> layout="vertical" requiredMark={false} onFinish={(asked) => void send(asked)}>
        <Form.Item name="user" label={t('user')} rules={[{ required: true, message: t('field_required') }]}>
          <Input autoFocus size="large" dir="ltr" prefix={<UserOutlined aria-hidden />} autoComplete="username" autoCapitalize="none" maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('field_required') }]}>
          <Input.Password size="large" dir="ltr" prefix={<LockOutlined aria-hidden />} autoComplete="current-password" maxLength={256} />
        </Form.Item>
        <Form.Item name="remember" valuePropName="checked"><Checkbox>{t('remember')}</Checkbox></Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={busy} disabled={waiting}>{t('sign_in')}</Button>
      </Form>
    </Frame>
  );
}

/** What a one-time link carries: the secret alone or with names to propose (first administrator), or secret=…&user=… (invitation). */
function readLink(hash: string): { secret: string; user?: string | undefined; propose?: string | undefined; name?: string | undefined } {
  const text = decodeURIComponent(hash.replace(/^#/, ''));
  if (!text.includes('=')) return { secret: text };
  const parts = new URLSearchParams(text);
  return { secret: parts.get('secret') ?? '', user: parts.get('user') ?? undefined, propose: parts.get('propose') ?? undefined, name: parts.get('name') ?? undefined };
}

interface First {
  user?: string;
  name?: string;
  password: string;
  again: string;
}

function Welcome() {
  const t = useWords(words);
  const { language } = useSettings();
  const { signedIn } = useSession();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const [link] = useState(() => readLink(hash));
  const [form] = Form.useForm<First>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const invited = link.user !== undefined;

  const send = async (first: First): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { data } = await call<Session>('POST', '/session/first', {
        body: {
          secret: link.secret, user: link.user ?? first.user?.trim().toLowerCase() ?? '', password: first.password, language,
          ...(first.name ? { name: first.name } : {}),
        },
      });
      signedIn(data);
      void navigate('/', { replace: true });
    } catch (error) {
      const refused = asProblem(error);
      if (!showAtFields(form, refused)) setProblem(refused);
    } finally {
      setBusy(false);
    }
  };

  if (!link.secret) return <Frame title={t('welcome')}><p role="alert">{t('welcome_missing')}</p></Frame>;
  return (
    <Frame title={t('welcome')}>
      <p className="pv-muted">{t(invited ? 'welcome_invited' : 'welcome_setup')}</p>
      {problem && (problem.status === 404 || problem.status === 403
        ? <p className="pv-signin-wait" role="alert">{t('welcome_used')}</p>
        : <FormProblem problem={problem} />)}
      <Form<First> form={form} layout="vertical" requiredMark={false} initialValues={{ user: link.user ?? link.propose, name: link.name }} onFinish={(first) => void send(first)}>
        <Form.Item
          name="user"
          label={t('user')}
          {...(invited ? {} : { extra: t('user_rule') })}
          rules={[{ required: true, message: t('field_required') }, { pattern: /^[a-zA-Z0-9._-]{1,64}$/, message: t('user_rule') }]}
        >
          <Input autoFocus={!invited} disabled={invited} size="large" dir="ltr" autoComplete="username" autoCapitalize="none" maxLength={64} />
        </Form.Item>
        {!invited && (
          <Form.Item name="name" label={t('your_name')} rules={[{ required: true, message: t('field_required') }]}>
            <Input size="large" autoComplete="name" maxLength={120} />
          </Form.Item>
        )}
        <Form.Item name="password" label={t('password_new')} extra={t('password_rule')} rules={[{ required: true, message: t('field_required') }, { min: 10, message: t('password_rule') }]}>
          <Input.Password autoFocus={invited} size="large" dir="ltr" autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('password_again')}
          dependencies={['password']}
          rules={[
            { required: true, message: t('field_required') },
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                !value || value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('password_differs'))),
            }),
          ]}
        >
          <Input.Password size="large" dir="ltr" autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t('begin')}</Button>
      </Form>
    </Frame>
  );
}
