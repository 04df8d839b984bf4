import { clipLast } from '../menus/clip-last.ts';
import { messageIn, type Rule } from './rule.ts';

/** What posts a clip for all to see. Every other answer is for one person. */
const POST = ['clip', 'replay post', clipLast.definition.name];

/** An answer is for whoever asked, unless a clip is posted with it. */
export const privateAnswers: Rule = (request) => {
  const { seenBy, answers } = request;
  const message = messageIn(request);
  if (!message || answers === undefined || seenBy !== undefined) return [];
  if (POST.includes(answers) || changesNothing(request.body, message)) return [];
  return ['everybody sees an answer that is for one person'];
};

/** That a button was pressed is acknowledged without a word. */
function changesNothing(body: unknown, message: object): boolean {
  const { type } = body as { type?: unknown };
  return type === 6 && Object.keys(message).length === 0;
}
