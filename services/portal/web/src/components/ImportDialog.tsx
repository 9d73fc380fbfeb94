// The import dialog, loaded when it is first opened.
import { Suspense, lazy, useEffect, useState } from 'react';
import type { ImportDialogProps } from './import/ImportDialog';

const Dialog = lazy(async () => ({ default: (await import('./import/ImportDialog')).ImportDialog }));

export type { ImportDialogProps };

export function ImportDialog(props: ImportDialogProps) {
  const [wanted, setWanted] = useState(props.open);
  useEffect(() => {
    if (props.open) setWanted(true);
  }, [props.open]);
  return wanted ? <Suspense fallback={null}><Dialog {...props} /></Suspense> : null;
}
