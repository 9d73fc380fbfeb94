// Reads CSV as people have it: quoted fields, line ends of any kind, commas, semicolons or tabs.

export interface CsvFile {
  columns: string[];
  rows: string[][];
  /** Line of each row in the file, from 1. */
  lines: number[];
}

/** The separator that the first line has most of. */
function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const first = end < 0 ? text : text.slice(0, end);
  return [',', ';', '\t'].map((one) => ({ one, count: first.split(one).length })).sort((a, b) => b.count - a.count)[0]!.one;
}

export function readCsv(text: string): CsvFile {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const separator = separatorOf(source);
  const rows: string[][] = [];
  const lines: number[] = [];
  let row: string[] = [];
  let cell = '';
  let line = 1;
  let begin = 1;
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.length > 1 || row[0] !== '') {
      rows.push(row);
      lines.push(begin);
    }
    row = [];
    begin = line;
  };
  for (let at = 0; at < source.length; at++) {
    const letter = source[at]!;
    if (quoted) {
      if (letter === '"' && source[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (letter === '"') quoted = false;
      else {
        if (letter === '\n') line++;
        cell += letter;
      }
    } else if (letter === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (letter === separator) endCell();
    else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && source[at + 1] === '\n') at++;
      line++;
      endRow();
    } else cell += letter;
  }
  if (cell !== '' || row.length > 0) endRow();
  const columns = (rows.shift() ?? []).map((name, index) => name || `${index + 1}`);
  lines.shift();
  return { columns, rows, lines };
}

/** CSV that spreadsheet programs open as text: no cell begins a formula. */
export function writeCsv(rows: string[][]): string {
  return `\ufeff${rows.map((row) => row.map(quote).join(',')).join('\r\n')}\r\n`;
}

function quote(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** 53-bit hash of a text, to tell files and rows apart. */
export function textHash(text: string): string {
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & two) + (one >>> 0)).toString(36);
}
