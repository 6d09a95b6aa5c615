import * as pulumi from "@pulumi/pulumi";

/** The parts of the mocked monitor that the functions here change, after `recordGraph` installed it. */
interface Monitor {
  readResource: (request: { getId: () => string }, callback: unknown) => void;
  registerResource: (request: TimedRequest, callback: unknown) => void;
}

interface TimedRequest {
  getName: () => string;
  getCustomtimeouts: () => { getDelete: () => string } | undefined;
}

function monitor(): Monitor {
  return pulumi.runtime.getMonitor() as unknown as Monitor;
}

/** Writes down the ids that the program reads from the cluster; a read is no registration. */
export function watchReads(ids: string[]): void {
  const mocked = monitor();
  const read = mocked.readResource.bind(mocked);
  mocked.readResource = (request, callback) => {
    ids.push(request.getId());
    read(request, callback);
  };
}

/** Writes down how long the deletion of each resource may take, by the resource's name. */
export function watchDeleteTimeouts(timeouts: Record<string, string>): void {
  const mocked = monitor();
  const register = mocked.registerResource.bind(mocked);
  mocked.registerResource = (request, callback) => {
    timeouts[request.getName()] = request.getCustomtimeouts()?.getDelete() ?? "";
    register(request, callback);
  };
}
