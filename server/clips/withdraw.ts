/**
 * Deletes a clip together with the messages that show it: of one's own screen, or where the server lets one.
 * @returns how many messages could not be deleted
 * @throws UserError (404) for one that is not there, or that they may not delete
 */
export type Withdraw = (userId: string, clipId: string) => Promise<{ left: number }>;
