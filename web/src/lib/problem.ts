type Maybe<T> = T | null;

/** RFC 9457, as every refusal of the server is written. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: Maybe<string>;
  code?: Maybe<string>;
  errors?: Maybe<readonly { pointer: string; message: string; code?: Maybe<string> }[]>;
  retryable?: Maybe<boolean>;
  requestId?: Maybe<string>;
  /** One word why, of refusals that have several. */
  reason?: Maybe<string>;
  dueNow?: Maybe<number>;
  /** Of `code-wrong`: how often another code may be tried. */
  triesLeft?: Maybe<number>;
  reasons?: Maybe<readonly { code?: Maybe<string>; message?: Maybe<string> }[]>;
  alternatives?: Maybe<readonly Alternative[]>;
  /** Of `price-changed`: the new price of a booking that moves, and what it means for what was paid. */
  total?: Maybe<number>;
  refund?: Maybe<number>;
  toPay?: Maybe<number>;
  currency?: Maybe<string>;
}

export interface Alternative {
  resourceId: string;
  serviceId?: Maybe<string>;
  name?: Maybe<string>;
  start: string;
  end: string;
  startLocal: string;
  endLocal?: Maybe<string>;
  price: number;
  currency: string;
  priceDifference?: Maybe<number>;
}

/** A refusal the server explained. Everything else that goes wrong is a `ConnectionError`. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

export class ConnectionError extends Error {}

const TAKEN = new Set(["slot-taken", "slot_taken", "hold-lost", "hold_lost"]);

/** A place that was free when it was shown and is not any more. */
export function isTaken(error: unknown): error is ApiProblem {
  if (!(error instanceof ApiProblem) || error.status !== 409) return false;
  return TAKEN.has(error.problem.code ?? "") || error.problem.alternatives != null;
}

/** Its code is none, or it covers none of the days any more. */
export function refusesMembership(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.problem.code === "membership-refused";
}

export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.problem.errors?.find(({ pointer }) => pointer.endsWith(`/${field}`))?.message;
}
