// Imports a CSV file: choose it, say which column holds what, look at what would be recorded, and watch it happen.
//   <ImportDialog kind="customers" open={open} onClose={…} />
import { FileTextOutlined, InboxOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Modal, Progress, Select } from 'antd';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { askAgain } from '@/api/hooks';
import { usePhone } from '@/app/theme';
import { useFormat } from '@/i18n/format';
import { defineWords, useWords } from '@/i18n/words';
import { problemText } from '../problemText';
import { StepBar } from '../StepBar';
import { readCsv, textHash, writeCsv } from './csv';
import type { CsvFile } from './csv';
import en from './en';
import fa from './fa';
import { guessMapping, importKinds } from './kinds';
import type { Cells, ImportName } from './kinds';
import { importRun } from './run';
import type { Runner } from './run';
import './import.css';

const words = defineWords(en, fa);
type Word = keyof typeof en;
const LARGEST_BYTES = 30 * 1024 * 1024;
const PREVIEW_ROWS = 8;

export interface ImportDialogProps {
  kind: ImportName;
  open: boolean;
  onClose: () => void;
}

interface Chosen {
  name: string;
  key: string;
  csv: CsvFile;
}

export function ImportDialog({ kind: name, open, onClose }: ImportDialogProps) {
  const t = useWords(words);
  const phone = usePhone();
  const kind = importKinds[name];
  const [step, setStep] = useState(0);
  const [file, setFile] = useState<Chosen>();
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [fixed, setFixed] = useState<Record<string, string>>({});
  const [run, setRun] = useState<Runner>();

  useEffect(() => {
    if (open) return;
    setStep(0);
    setFile(undefined);
    setRun(undefined);
  }, [open]);

  const cells = useMemo(() => (file ? cellsOf(file.csv, mapping, fixed) : []), [file, mapping, fixed]);
  const missing = kind.fields.filter((field) => field.required && !mapping[field.key] && !fixed[field.key]);
  const plan = useMemo(() => (step >= 2 ? kind.plan(cells) : undefined), [step, kind, cells]);

  const choose = (chosen: Chosen): void => {
    setFile(chosen);
    setMapping(guessMapping(kind, chosen.csv.columns));
    setFixed({});
    setStep(1);
  };
  const start = (): void => {
    if (!plan || !file) return;
    const next = importRun(plan.jobs, `${name}-${file.key}`);
    setRun(next);
    setStep(3);
    next.start();
  };
  const close = (): void => {
    run?.stop();
    onClose();
  };

  return (
    <Modal
      open={open}
      title={t(`import_${name}` as Word)}
      onCancel={close}
      width={phone ? '100%' : 820}
      mask={{ closable: false }}
      destroyOnHidden
      footer={
        step === 1 || step === 2 ? (
          <>
            <Button onClick={() => setStep(step - 1)}>{t('previous')}</Button>
            {step === 1 && <Button type="primary" disabled={missing.length > 0} onClick={() => setStep(2)}>{t('next')}</Button>}
            {step === 2 && <Button type="primary" disabled={!plan?.jobs.length} onClick={start}>{t('start')}</Button>}
          </>
        ) : null
      }
    >
      <StepBar size="small" current={step} className="pv-import-steps" titles={[t('step_file'), t('step_mapping'), t('step_preview'), t('step_progress')]} />
      {step === 0 && <ChooseFile onChosen={choose} />}
      {step === 1 && file && (
        <>
          <p><FileTextOutlined /> {t('file_rows', { name: file.name, count: file.csv.rows.length })}</p>
          {missing.length > 0 && <Alert type="info" showIcon title={t('required_missing', { list: missing.map((field) => t(`f_${field.key}` as Word)).join('، ') })} />}
          <p className="pv-muted">{t('mapping_text')}</p>
          <Mapping name={name} csv={file.csv} mapping={mapping} fixed={fixed} onMapping={setMapping} onFixed={setFixed} />
        </>
      )}
      {step === 2 && plan && <Preview name={name} plan={plan} cells={cells} />}
      {step === 3 && run && file && <Running run={run} file={file} faults={plan?.faults.length ?? 0} onAnother={() => setStep(0)} onClose={close} />}
    </Modal>
  );
}

/** The rows as cells by field. */
function cellsOf(csv: CsvFile, mapping: Record<string, string>, fixed: Record<string, string>): { line: number; cells: Cells }[] {
  const places = Object.entries(mapping).map(([field, column]) => [field, csv.columns.indexOf(column)] as const).filter(([, at]) => at >= 0);
  return csv.rows.map((row, index) => {
    const cells: Cells = { ...fixed };
    for (const [field, at] of places) if (row[at]) cells[field] = row[at]!;
    return { line: csv.lines[index]!, cells };
  });
}

function ChooseFile({ onChosen }: { onChosen: (file: Chosen) => void }) {
  const t = useWords(words);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState<string>();
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > LARGEST_BYTES) return setFault(t('file_large', { size: '30 MB' }));
    const text = await file.text();
    const csv = readCsv(text);
    if (csv.rows.length === 0) return setFault(t('file_empty'));
    onChosen({ name: file.name, key: textHash(text), csv });
  };
  return (
    <>
      {fault && <Alert type="error" showIcon title={fault} role="alert" className="pv-form-problem" />}
      <div
        className={over ? 'pv-drop pv-drop-over' : 'pv-drop'}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); void read(event.dataTransfer.files[0]); }}
      >
        <InboxOutlined aria-hidden />
        <p>{t('drop')}</p>
        <Button type="primary" onClick={() => input.current?.click()}>{t('choose_file')}</Button>
        <input ref={input} type="file" accept=".csv,.tsv,.txt,text/csv" hidden aria-label={t('choose_file')} onChange={(event) => void read(event.target.files?.[0])} />
        <p className="pv-muted">{t('drop_hint')}</p>
      </div>
    </>
  );
}

function Mapping({ name, csv, mapping, fixed, onMapping, onFixed }: {
  name: ImportName;
  csv: CsvFile;
  mapping: Record<string, string>;
  fixed: Record<string, string>;
  onMapping: (mapping: Record<string, string>) => void;
  onFixed: (fixed: Record<string, string>) => void;
}) {
  const t = useWords(words);
  const options = csv.columns.map((column) => ({ value: column, label: column }));
  return (
    <div className="pv-mapping">
      {importKinds[name].fields.map((field) => {
        const column = mapping[field.key];
        const sample = column === undefined ? '' : csv.rows.find((row) => row[csv.columns.indexOf(column)])?.[csv.columns.indexOf(column)];
        const label = t(`f_${field.key}` as Word);
        return (
          <div key={field.key} className="pv-mapping-row">
            <span>{label}{field.required && <span className="pv-bad" aria-hidden> *</span>}</span>
            <Select<string>
              aria-label={label}
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('no_column')}
              value={column ?? null as never}
              options={options}
              onChange={(next: string | undefined) => {
                const { [field.key]: _, ...others } = mapping;
                onMapping(next ? { ...others, [field.key]: next } : others);
              }}
            />
            {column !== undefined
              ? <span className="pv-muted pv-mapping-sample"><bdi>{sample}</bdi></span>
              : field.fixed
                ? <Input aria-label={`${label}: ${t('same_for_all')}`} placeholder={t('same_for_all')} value={fixed[field.key] ?? ''} maxLength={120} onChange={(event) => onFixed({ ...fixed, [field.key]: event.target.value.trim() })} />
                : <span />}
          </div>
        );
      })}
    </div>
  );
}

function Preview({ name, plan, cells }: { name: ImportName; plan: ReturnType<(typeof importKinds)['leads']['plan']>; cells: { line: number; cells: Cells }[] }) {
  const t = useWords(words);
  const format = useFormat();
  const used = importKinds[name].fields.filter((field) => cells.some((row) => row.cells[field.key]));
  const good = plan.jobs.reduce((sum, job) => sum + job.lines.length, 0);
  return (
    <div className="pv-stack">
      <div className="pv-row">
        <Alert type={good ? 'success' : 'error'} showIcon title={<>{t('ready', { count: good })}{plan.jobs.length !== good && ` · ${t('jobs', { count: plan.jobs.length })}`}</>} />
        {plan.faults.length > 0 && <Alert type="warning" showIcon title={t('faulty', { count: plan.faults.length })} />}
      </div>
      <p className="pv-muted">{t('historical')}</p>
      <div className="pv-table-scroll" tabIndex={0} role="group" aria-label={t('step_preview')}>
        <table className="pv-table">
          <thead><tr><th scope="col">{t('line')}</th>{used.map((field) => <th key={field.key} scope="col">{t(`f_${field.key}` as Word)}</th>)}</tr></thead>
          <tbody>
            {cells.slice(0, PREVIEW_ROWS).map((row) => (
              <tr key={row.line}><td className="pv-muted">{format.number(row.line)}</td>{used.map((field) => <td key={field.key}><bdi>{row.cells[field.key]}</bdi></td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
      {plan.faults.length > 0 && (
        <div className="pv-table-scroll pv-import-faults" tabIndex={0} role="group" aria-label={t('fault')}>
          <table className="pv-table">
            <thead><tr><th scope="col">{t('line')}</th><th scope="col">{t('fault')}</th></tr></thead>
            <tbody>
              {plan.faults.slice(0, 100).map(({ line, fault }) => (
                <tr key={line}><td className="pv-muted">{format.number(line)}</td><td>{t(`f_${fault.field}` as Word)} {t(fault.fault)}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Running({ run, file, faults, onAnother, onClose }: { run: Runner; file: Chosen; faults: number; onAnother: () => void; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const cache = useQueryClient();
  const progress = useSyncExternalStore(run.subscribe, run.progress);
  const { recorded, unchanged, refused, left, running } = progress;
  const refusedRows = refused.reduce((sum, one) => sum + one.lines.length, 0);
  const total = recorded + unchanged + refusedRows + left;
  useEffect(() => {
    if (!running && recorded > 0) void askAgain(cache, 'sales');
  }, [cache, recorded, running]);
  const download = (): void => {
    const byLine = new Map(file.csv.lines.map((line, index) => [line, file.csv.rows[index]!]));
    const rows = refused.flatMap(({ lines, problem }) => lines.map((line) => [...(byLine.get(line) ?? []), problem.message]));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([writeCsv([[...file.csv.columns, t('fault')], ...rows])], { type: 'text/csv' }));
    link.download = file.name.replace(/(\.\w+)?$/, '-refused.csv');
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <div className="pv-stack">
      <h2>{running ? t('running_title') : left > 0 ? t('stopped_title') : t('done_title')}</h2>
      <Progress percent={total ? Math.floor((100 * (total - left)) / total) : 100} status={running ? 'active' : left > 0 ? 'exception' : 'success'} format={(percent) => format.percent((percent ?? 0) / 100)} aria-label={t('step_progress')} />
      <div className="pv-tiles" role="status">
        {([['recorded', recorded], ['unchanged', unchanged], ['refused', refusedRows + faults], ['left', left]] as const).map(([word, count]) => (
          <div key={word} className="pv-tile"><div className="pv-tile-label">{t(word)}</div><div className="pv-tile-value">{format.number(count)}</div></div>
        ))}
      </div>
      {running && <p className="pv-muted">{t('running_text')}</p>}
      {refused.length > 0 && (
        <div className="pv-table-scroll pv-import-faults" tabIndex={0} role="group" aria-label={t('refused')}>
          <table className="pv-table">
            <thead><tr><th scope="col">{t('line')}</th><th scope="col">{t('fault')}</th></tr></thead>
            <tbody>
              {refused.slice(0, 100).map(({ lines, problem }) => {
                const { title, detail } = problemText(problem, t);
                return <tr key={lines[0]}><td className="pv-muted">{format.number(lines[0])}</td><td>{title} {detail && <span className="pv-muted">{detail}</span>}</td></tr>;
              })}
            </tbody>
          </table>
        </div>
      )}
      <div className="pv-form-foot">
        {refused.length > 0 && <Button onClick={download}>{t('download_refused')}</Button>}
        {running && <Button onClick={run.stop}>{t('stop')}</Button>}
        {!running && left > 0 && <Button type="primary" onClick={run.start}>{t('again')}</Button>}
        {!running && left === 0 && <><Button onClick={onAnother}>{t('another')}</Button><Button type="primary" onClick={onClose}>{t('close')}</Button></>}
      </div>
    </div>
  );
}
