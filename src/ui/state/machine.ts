/** The browser's name and major version, as far as it tells: "Chromium 156", "Firefox 153", "Safari 18". */
export function browserName(userAgent: string): string {
  const patterns: readonly (readonly [string, RegExp])[] = [
    ['Edge', /Edg\/(\d+)/],
    ['Chromium', /Chrom(?:e|ium)\/(\d+)/],
    ['Firefox', /Firefox\/(\d+)/],
    ['Safari', /Version\/(\d+)[^ ]* .*Safari\//],
  ];
  for (const [name, pattern] of patterns) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'unknown browser';
}
