import { parse } from 'yaml';

/** What Egress 1.9 reads; it passes over anything else without a word. */
const KNOWN: Record<string, string[]> = {
  '': [
    ...['api_key', 'api_secret', 'ws_url', 'redis', 'logging', 'log_level', 'template_base'],
    ...['backup_storage', 'cluster_id', 'enable_chrome_sandbox', 'insecure', 'debug'],
    ...['session_limits', 's3', 'azure', 'gcp', 'alioss', 'health_port', 'template_port'],
    ...['prometheus_port', 'debug_handler_port', 'cpu_cost'],
  ],
  cpu_cost: [
    ...['max_cpu_utilization', 'room_composite_cpu_cost', 'audio_room_composite_cpu_cost'],
    ...['web_cpu_cost', 'audio_web_cpu_cost', 'participant_cpu_cost'],
    ...['track_composite_cpu_cost', 'track_cpu_cost'],
  ],
  redis: ['address', 'username', 'password', 'db', 'use_tls', 'tls'],
};

/**
 * @param given what comes by variables of its own: LIVEKIT_API_KEY and so on
 * @returns problems
 */
export function egressProblems(where: string, body: string, given: string[] = []): string[] {
  const config = parse(body) ?? {};
  const unknown = Object.entries(KNOWN).flatMap(([part, known]) => {
    const keys = Object.keys((part ? config[part] : config) ?? {});
    return keys.filter((key) => !known.includes(key)).map((key) => (part ? `${part}.${key}` : key));
  });
  const byVariable: Record<string, string> = {
    api_key: 'LIVEKIT_API_KEY',
    api_secret: 'LIVEKIT_API_SECRET',
    ws_url: 'LIVEKIT_WS_URL',
  };
  const missing = ['api_key', 'api_secret', 'ws_url', 'redis', 'health_port'].filter(
    (key) => !config[key] && !given.includes(byVariable[key] ?? ''),
  );
  return [
    ...unknown.map((key) => `${where}: Egress knows no ${key}`),
    ...missing.map((key) => `${where}: Egress needs ${key}`),
  ];
}
