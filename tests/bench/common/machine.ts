import { arch, availableParallelism, cpus, type as systemName } from 'node:os';

/** What a benchmark runs on. */
export interface Hardware {
  cores: number;
  cpu: string;
  platform: string;
}

export function describeHardware(): Hardware {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    platform: `${systemName()} ${arch()}`,
  };
}
