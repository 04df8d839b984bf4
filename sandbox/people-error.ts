/** A request from the page or a test that makes no sense; the words are for whoever sent it. */
export class PeopleError extends Error {
  override name = 'PeopleError';
}
