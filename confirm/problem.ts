/** What keeps an object from being confirmed: one sentence for the person at the terminal. */
export class ConfirmProblem extends Error {}

/** A mistake on the command line. */
export class ConfirmUsage extends ConfirmProblem {}
