import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  parent: number;
  residentMb: number;
}

/** Undefined when it has ended meanwhile. */
const processOf = (pid: number): Process | undefined => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { parent: number('PPid'), residentMb: number('VmRSS') / 1024 };
  } catch {
    return undefined;
  }
};

/** Resident memory of a process and of all that it has started, on Linux. */
export const treeResidentMb = (root: number): number => {
  const known = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? processOf(Number(name)) : undefined;
    if (found) known.set(Number(name), found);
  }
  const sumOf = (pid: number): number =>
    [...known].reduce(
      (sum, [child, { parent }]) => (parent === pid ? sum + sumOf(child) : sum),
      known.get(pid)?.residentMb ?? 0,
    );
  return sumOf(root);
};
