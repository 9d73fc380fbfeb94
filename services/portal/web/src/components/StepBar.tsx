// The steps of a form, numbered in the digits of the language.
import { Steps } from 'antd';
import { useFormat } from '@/i18n/format';

export function StepBar({ current, titles, size, className }: { current: number; titles: string[]; size?: 'small'; className?: string | undefined }) {
  const format = useFormat();
  return (
    <Steps
      current={current}
      responsive={false}
      {...(size ? { size } : {})}
      {...(className ? { className } : {})}
      items={titles.map((title) => ({ title }))}
      iconRender={(icon, { index, components: { Icon } }) => (index < current ? icon : <Icon><span className="ant-steps-item-icon-number">{format.number(index + 1)}</span></Icon>)}
    />
  );
}
