import { en } from './en.ts';

type Fault = string | ((...filling: string[]) => string);
const FAULTS = Object.entries(en.faults as Record<string, Fault>);

/** All that `faultOf` can answer. */
export const FAULT_NAMES = [...FAULTS.map(([name]) => name), 'other'];

/** The name of one of our sentences about what went wrong; `other` for what is none of ours. */
export function faultOf(sentence: string): string {
  const found = FAULTS.find(([, fault]) =>
    typeof fault === 'string' ? fault === sentence : matches(sentence, fault('\u0001')),
  );
  return found?.[0] ?? 'other';
}

function matches(sentence: string, filled: string): boolean {
  const [begin = '', end = ''] = filled.split('\u0001');
  return sentence.startsWith(begin) && sentence.endsWith(end);
}
