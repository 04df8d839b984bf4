import type { Sandbox } from '../sandbox.ts';
import type { ApiRouter } from './bot-api.ts';

/** OAuth2's token endpoints: forms, with the application's id and secret in them or as Basic. */
export function addOauthRoutes(router: ApiRouter, { oauth }: Sandbox): void {
  const needClient = (header: string, form: Record<string, unknown>) => {
    const [, basic] = /^Basic (.+)$/.exec(header) ?? [];
    const text = basic ? Buffer.from(basic, 'base64').toString() : '';
    const [id, secret] = basic ? text.split(':') : [form.client_id, form.client_secret];
    oauth.needClient(id, secret);
  };

  router.post('/oauth2/token', (ctx) => {
    const { json } = ctx.state.body;
    needClient(ctx.get('authorization'), json);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = oauth.exchange(json);
  });
  router.post('/oauth2/token/revoke', (ctx) => {
    const { json } = ctx.state.body;
    needClient(ctx.get('authorization'), json);
    oauth.revoke(json.token);
    ctx.body = {};
  });
}
