import { UserError } from '../errors.ts';

/** The store did not answer; what it was asked for may be done all the same. */
export class StoreAway extends UserError {
  constructor(cause: unknown) {
    super(({ bot }) => bot.storeAway, { status: 503, cause });
  }
}
