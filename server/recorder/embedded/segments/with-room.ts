/** Has room made on a full disk. @returns whether it is worth trying again */
export type MakeRoom = (bytes: number) => Promise<boolean>;

/** The recordings beside it write, too. */
const TRIES = 5;

/**
 * Writes so many bytes; where the disk is full, has room made for them and writes once more.
 * @param write can be repeated
 * @throws what it throws, once there is no more room to be made
 */
export async function withRoom<T>(
  makeRoom: MakeRoom | undefined,
  bytes: number,
  write: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      const isFull = code === 'ENOSPC' || code === 'EDQUOT';
      if (!makeRoom || !isFull || tries === TRIES || !(await makeRoom(bytes))) throw error;
    }
  }
}
