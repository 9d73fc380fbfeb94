// Making elements: text is always text, never markup.

// h('p', {class: 'muted'}, 'text', otherElement): children may be lists; null and false are left out.
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// The little Markdown of descriptions: paragraphs, lists with "- ", `code`.
export function prose(text) {
  const blocks = [];
  for (const block of (text ?? '').split(/\n{2,}/)) {
    const lines = block.split('\n');
    const items = lines.filter((line) => line.startsWith('- '));
    const plain = lines.filter((line) => !line.startsWith('- ')).join(' ').trim();
    if (plain) blocks.push(h('p', null, inline(plain)));
    if (items.length) blocks.push(h('ul', null, items.map((line) => h('li', null, inline(line.slice(2))))));
  }
  return h('div', { class: 'prose', lang: 'en', dir: 'ltr' }, blocks);
}

function inline(text) {
  return text.split(/(`[^`]*`)/).map((part) => (/^`.*`$/.test(part) ? h('code', null, part.slice(1, -1)) : part));
}

export const code = (text, attributes) => h('code', { dir: 'ltr', ...attributes }, text);
