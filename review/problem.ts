/** What the person at the terminal must put right before anything can be reviewed. The command ends with code 2. */
export class ReviewProblem extends Error {}

/** A mistake on the command line; the message names the word and says what to write. */
export class UsageError extends ReviewProblem {}
