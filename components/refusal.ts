import * as pulumi from "@pulumi/pulumi";

import { reasonsOf, type Problem } from "./problems";

/**
 * Refuses a component's arguments, before anything is registered. A program prints the sentences without a stack trace;
 * a component provider hands each path and reason to the engine.
 *
 * @param name the component's name
 * @throws pulumi.InputPropertiesError with every problem, when there is one
 */
export function refuseArguments(name: string, problems: readonly Problem[]): void {
  if (problems.length === 0) {
    return;
  }
  const message = `${name}: ${reasonsOf(problems).join("; ")}`;
  const error = new pulumi.InputPropertiesError({ message, errors: [...problems] });
  // The Node host prints the stack of every error but its own RunError; the frames say nothing to who set the argument.
  error.stack = message;
  throw error;
}
