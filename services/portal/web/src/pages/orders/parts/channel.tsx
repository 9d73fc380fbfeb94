// Channels of sales and ways of payment: everybody's have words, others are written and shown as they are.
import { AutoComplete } from 'antd';
import { useNames } from '@/i18n/names';

const KNOWN = { SaleChannel: ['shop', 'web', 'phone', 'partner'], PaymentMethod: ['cash', 'card', 'transfer', 'online'] };

interface CodeInputProps {
  id?: string;
  of: keyof typeof KNOWN;
  value?: string;
  onChange?: (code: string) => void;
}

/** Chooses or writes one: people see the word, the value is the code. */
export function CodeInput({ of, value, onChange, ...rest }: CodeInputProps) {
  const nameOf = useNames();
  const known = KNOWN[of].map((code) => ({ code, value: nameOf(code, of) }));
  return (
    <AutoComplete
      {...rest}
      value={nameOf(value, of)}
      options={known.map(({ value: word }) => ({ value: word }))}
      onChange={(text: string | undefined) => onChange?.(known.find((one) => one.value === text)?.code ?? text ?? '')}
    />
  );
}
