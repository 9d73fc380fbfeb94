// A text to take along, such as a link or secret, with a button that copies it.
import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { useWords } from '@/i18n/words';

export function CopyText({ text, label }: { text: string; label: string }) {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      setCopied(false); // without permission the text is there to be selected
    }
  };
  return (
    <Space.Compact block>
      <Input readOnly dir="ltr" value={text} aria-label={label} onFocus={(event) => event.target.select()} />
      <Button icon={copied ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()}>{copied ? t('copied') : t('copy')}</Button>
    </Space.Compact>
  );
}
