/** What a livekit-server of our own is told. */
export interface LivekitSettings {
  ports: LivekitPorts;
  apiKey: string;
  apiSecret: string;
  /** Where LiveKit posts its webhooks, signed with the key above. */
  webhookUrl: string;
  /** The address that friends elsewhere reach; without it everything stays on loopback. */
  nodeIp?: string | undefined;
}

export interface LivekitPorts {
  /** TCP, signalling and API; always on loopback, browsers come through Hindsight's own server. */
  signal: number;
  /** UDP, all media. */
  udp: number;
  /** TCP, media where a network lets no UDP through; off without it. Bound to every interface. */
  tcp?: number | undefined;
}

/** LiveKit's configuration file, as the JSON that its YAML reader takes too. */
export function renderSettings({ ports, apiKey, apiSecret, webhookUrl, nodeIp }: LivekitSettings) {
  return JSON.stringify({
    port: ports.signal,
    bind_addresses: ['127.0.0.1'],
    keys: { [apiKey]: apiSecret },
    webhook: { api_key: apiKey, urls: [webhookUrl] },
    logging: { level: 'info', pion_level: 'error', json: true },
    rtc: {
      udp_port: ports.udp,
      // 0 is off; left out it would be 7881, open to everybody.
      tcp_port: ports.tcp ?? 0,
      // A given address also keeps LiveKit from asking public STUN servers for one.
      node_ip: nodeIp ?? '127.0.0.1',
      use_external_ip: false,
      // The recorder comes from this machine, also where friends come from elsewhere.
      enable_loopback_candidate: true,
      ...(nodeIp ? {} : { ips: { includes: ['127.0.0.1/32'] } }),
    },
  });
}
