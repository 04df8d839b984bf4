/** What programs need to be found, to find their libraries and fonts, and to speak. Nothing of ours is among it. */
const NEEDED = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'LD_LIBRARY_PATH', 'MALLOC_ARENA_MAX'],
  ...['FONTCONFIG_FILE', 'FONTCONFIG_PATH', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'],
  // Of Windows.
  ...['SystemRoot', 'TEMP', 'TMP'],
];

/** The environment of a program that is not ours: whatever else is set here is none of its business. */
export function childEnvironment(): Record<string, string> {
  const set = NEEDED.map((name) => [name, process.env[name]]);
  return Object.fromEntries(set.filter(([, value]) => value !== undefined));
}
