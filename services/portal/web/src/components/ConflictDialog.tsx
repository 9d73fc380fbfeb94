// Two people edited one record: shows both and lets the person choose.
//   const conflict = useConflict();
//   if (problem.isConflict) switch (await conflict([{ label, mine, theirs }])) { case 'mine': …tell again with the new version…
import { App } from 'antd';
import { useCallback } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '@/i18n/words';

export interface ConflictField {
  label: string;
  mine: ReactNode;
  theirs: ReactNode;
}

type ConflictChoice = 'mine' | 'theirs';

export function useConflict(): (fields?: ConflictField[]) => Promise<ConflictChoice> {
  const { modal } = App.useApp();
  const t = useWords();
  return useCallback(
    (fields = []) =>
      new Promise<ConflictChoice>((choose) => {
        modal.confirm({
          title: t('conflict_title'),
          width: 560,
          content: (
            <>
              <p>{t('conflict_text')}</p>
              {fields.length > 0 && (
                <table className="pv-table pv-conflict">
                  <thead>
                    <tr><th scope="col">{t('conflict_field')}</th><th scope="col">{t('conflict_mine')}</th><th scope="col">{t('conflict_theirs')}</th></tr>
                  </thead>
                  <tbody>
                    {fields.map((field) => (
                      <tr key={field.label}><th scope="row">{field.label}</th><td>{field.mine}</td><td>{field.theirs}</td></tr>
                    ))}
                  </tbody>
                </table>
              )}
            </>
          ),
          okText: t('conflict_keep_mine'),
          cancelText: t('conflict_keep_theirs'),
          onOk: () => choose('mine'),
          onCancel: () => choose('theirs'),
        });
      }),
    [modal, t],
  );
}
