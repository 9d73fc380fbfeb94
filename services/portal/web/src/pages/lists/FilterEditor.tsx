// A filter in two views, builder and text, beside whom it chooses now.
import { BuildOutlined, CodeOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Progress, Segmented, Space, Spin } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ErrorState } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { CustomerName } from './CustomerName';
import { useFacts } from './facts';
import { FilterBuilder } from './FilterBuilder';
import { emptyGroup, modelTree, treeModel, type Group } from './filterModel';
import { FilterTextError, printFilter, readFilter } from './filterText';
import { useCount } from './useCount';
import { words } from './words';
import styles from './lists.module.css';

interface Read {
  group: Group | null;
  error: FilterTextError | null;
}

/** `value` is the filter's text, '' for none; onChange gives the text, and whether it can be read. */
export function FilterEditor({ value, onChange }: { value: string; onChange: (text: string, sound: boolean) => void }) {
  const t = useWords(words);
  const format = useFormat();
  const facts = useFacts();
  const [view, setView] = useState<'builder' | 'text'>('builder');
  const [model, setModel] = useState<Group>(emptyGroup);
  const printed = useRef<string | undefined>(undefined);

  const { group, error } = useMemo<Read>(() => {
    if (value.trim() === '') return { group: null, error: null };
    try {
      return { group: treeModel(readFilter(value), facts.typeOf), error: null };
    } catch (problem) {
      return { group: null, error: problem as FilterTextError };
    }
  }, [value, facts.typeOf]);

  // Text that came from elsewhere becomes the model; text that the model printed does not, so that half-made rules stay.
  useEffect(() => {
    if (facts.isPending || value === printed.current) return;
    printed.current = value;
    if (group) setModel(group);
    else if (value.trim() === '') setModel(emptyGroup());
  }, [value, group, facts.isPending]);

  const build = (next: Group): void => {
    setModel(next);
    const tree = modelTree(next, facts.typeOf);
    const text = tree ? printFilter(tree) : '';
    printed.current = text;
    onChange(text, text !== '');
  };
  const write = (text: string): void => {
    let sound = true;
    try {
      readFilter(text);
    } catch {
      sound = false;
    }
    onChange(text, sound);
  };

  const sound = error === null && value.trim() !== '';
  return (
    <div className={styles.editor}>
      <div className={styles.editorMain}>
        <Segmented<'builder' | 'text'>
          value={view}
          onChange={(next) => setView(next)}
          options={[
            { value: 'builder', label: t('builder'), icon: <BuildOutlined /> },
            { value: 'text', label: t('builder_text'), icon: <CodeOutlined /> },
          ]}
        />
        {view === 'builder' ? (
          error ? (
            <Alert type="warning" showIcon title={t('text_broken')} action={<Button size="small" onClick={() => setView('text')}>{t('builder_text')}</Button>} />
          ) : (
            <FilterBuilder group={model} onChange={build} />
          )
        ) : (
          <div className={styles.textView}>
            <Input.TextArea
              aria-label={t('text_label')}
              aria-describedby="filter-text-help"
              dir="ltr"
              className={styles.code}
              rows={4}
              value={value}
              status={error ? 'error' : ''}
              spellCheck={false}
              maxLength={2000}
              onChange={(event) => write(event.target.value)}
              placeholder={'segment in (champions, loyal) and consent email marketing'}
            />
            <p id="filter-text-help" className={error ? styles.textError : styles.hint} role={error ? 'alert' : undefined}>
              {error
                ? t('error_at', { column: error.position + 1, text: t(`error_${error.code}`, { expected: error.expected }) })
                : t('text_hint')}
            </p>
          </div>
        )}
      </div>
      <CountPanel text={sound ? value : null} format={format} />
    </div>
  );
}

function CountPanel({ text, format }: { text: string | null; format: ReturnType<typeof useFormat> }) {
  const t = useWords(words);
  const count = useCount(text);
  const begun = count.tried > 0 || count.state === 'finished'; // before that there is nothing to say yet
  const share = count.tried > 0 ? count.chosen / count.tried : 0;
  return (
    <aside className={styles.count} aria-label={t('count_title')}>
      <h3 className={styles.countTitle}>
        {t('count_title')} {count.state === 'running' && <Spin size="small" />}
      </h3>
      <div aria-live="polite">
        {text === null && <p className={styles.hint}>{t('count_waiting')}</p>}
        {count.state === 'failed' && count.problem && <ErrorState problem={count.problem} compact />}
        {text !== null && count.state !== 'failed' && (
          <>
            <p className={styles.countNumber}>{begun ? format.number(count.chosen) : '…'}</p>
            {begun && (
              <>
                <p className={styles.hint}>
                  {count.state === 'finished' && count.chosen === 0 ? t('count_none') : t('count_of', { chosen: count.chosen, tried: count.tried })}
                </p>
                <Progress percent={Math.round(share * 100)} showInfo={false} size="small" aria-label={t('count_share', { share: format.percent(share, 1) })} />
                <p className={styles.hint}>{t('count_share', { share: format.percent(share, 1) })}</p>
              </>
            )}
          </>
        )}
        {count.state === 'paused' && (
          <Space orientation="vertical" size={4}>
            <span className={styles.hint}>{t('count_paused')}</span>
            <Button size="small" onClick={count.goOn}>{t('count_on')}</Button>
          </Space>
        )}
      </div>
      {text !== null && count.sample.length > 0 && (
        <>
          <h4 className={styles.sampleTitle}>{t('count_sample')}</h4>
          <ul className={styles.sample}>
            {count.sample.map((id) => (
              <li key={id}><CustomerName id={id} /></li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}
