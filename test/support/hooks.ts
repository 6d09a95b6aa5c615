import * as pulumi from "@pulumi/pulumi";

type HookCall = (request: unknown, callback: (error: null, answer: object) => void) => void;

/** Answers the registration of hooks. The mocks lack these calls, and without an answer a program never ends. */
export function answerHooks(): void {
  const answer: HookCall = (_request, callback) => {
    callback(null, {});
  };
  const monitor = pulumi.runtime.getMonitor() as object;
  Object.assign(monitor, { registerErrorHook: answer, registerResourceHook: answer });
}

/** Mocks an engine for hooks that are made without a program: they register themselves as soon as they are made. */
export async function mockEngineForHooks(): Promise<void> {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: ({ inputs }: pulumi.runtime.MockCallArgs) => inputs as object,
  });
  answerHooks();
}
