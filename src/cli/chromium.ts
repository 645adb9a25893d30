/**
 * Chromium's switches for tests and headless lessons: quiet, without a GPU, and without the background requests
 * that a machine without a network would refuse one by one.
 */
export function chromiumArgs(): string[] {
  const root = process.getuid?.() === 0;
  return [
    // Chromium refuses its sandbox to root; anybody else keeps it.
    ...(root ? ['--no-sandbox'] : []),
    // Containers give /dev/shm 64 MB, less than one segment of the object store.
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
