import type { Context, Middleware } from 'koa';
import { readBody } from '../body.ts';
import { AuthorizeError } from '../oauth.ts';
import type { Sandbox } from '../sandbox.ts';

const WORDS: Record<string, string> = {
  identify: 'your name and your picture',
  email: 'your e-mail address',
  guilds: 'which servers you are in',
  'guilds.members.read': 'how you are called there and your roles',
  connections: 'your connected accounts',
};

/** Discord's page where a person agrees to sign in. Here one says who one is, instead of being logged in. */
export function consent(sandbox: Sandbox): Middleware {
  const { oauth, world } = sandbox;
  return async (ctx, next) => {
    if (ctx.path !== '/oauth2/authorize') return next();
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'self'; img-src 'self'");
    ctx.type = 'html';
    try {
      const request = oauth.readRequest(ctx.URL.searchParams);
      if (ctx.method === 'POST') await answer(ctx);
      else ctx.body = page(`<p>It gets to know:</p>${list(request.scopes)}${form(sandbox)}`);
    } catch (error) {
      if (!(error instanceof AuthorizeError)) throw error;
      ctx.status = 400;
      ctx.body = page(`<p role="alert">${error.message}</p>`);
    }
  };

  async function answer(ctx: Context): Promise<void> {
    const { json } = await readBody(ctx.req, '');
    const request = oauth.readRequest(ctx.URL.searchParams);
    const person = [...world.people.values()].find(({ user }) => user.username === json.as);
    if (json.answer === 'approve' && !person)
      throw new AuthorizeError('There is nobody of that name.');
    const url =
      json.answer === 'approve' && person
        ? oauth.approve(request, person.user.id)
        : oauth.deny(request);
    // By GET, whatever the form was sent by.
    ctx.status = 303;
    ctx.set('Location', url);
    ctx.body = '';
  }
}

function list(scopes: string[]): string {
  return `<ul>${scopes.map((scope) => `<li>${WORDS[scope]}</li>`).join('')}</ul>`;
}

function form({ world }: Sandbox): string {
  const people = [...world.people.values()].map(({ user }, place) => {
    const checked = place === 0 ? ' checked' : '';
    return `<label><input type="radio" name="as" value="${user.username}"${checked}> ${user.global_name}</label>`;
  });
  return `<form method="post">
    <fieldset><legend>Who are you?</legend>${people.join('')}</fieldset>
    <button name="answer" value="approve">Authorize</button>
    <button name="answer" value="deny">Cancel</button>
  </form>`;
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Authorize – the sandbox for Discord</title>
<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/consent.css">
<main><h1>Hindsight wants to know who you are</h1>${content}</main></html>`;
}
