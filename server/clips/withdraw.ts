/**
 * Deletes a clip of one's own screen together with the messages that show it.
 * @returns how many messages could not be deleted
 * @throws UserError (404) for one that is not there or somebody else's
 */
export type Withdraw = (userId: string, clipId: string) => Promise<{ left: number }>;
