// What a browser says of itself, in a few words.

export function browserOf(agent: string | undefined): string | undefined {
  if (!agent) return undefined;
  const browser = [
    [/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/SamsungBrowser\//, 'Samsung Internet'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari'],
  ].find(([pattern]) => (pattern as RegExp).test(agent))?.[1];
  const system = [
    [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux'],
  ].find(([pattern]) => (pattern as RegExp).test(agent))?.[1];
  return [browser, system].filter(Boolean).join(' · ') || agent.slice(0, 60);
}

export function isPhone(agent: string | undefined): boolean {
  return /Mobi|Android|iPhone/.test(agent ?? '');
}
