// Gives every style element that scripts make the page's nonce. Ant Design passes it on itself, but for the lock of scrolling
// behind drawers and dialogs; without it the Content-Security-Policy drops those styles.
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

const create = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (nonce && element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
}) as typeof document.createElement;
