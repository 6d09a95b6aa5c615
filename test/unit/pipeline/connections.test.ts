import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { EngineClient, EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { separateConnections } from "../../../pipeline/connections";

describe("the connections of an operation", () => {
  it("are not those of an earlier one whose engine had the same port and is gone", async () => {
    separateConnections();
    const first = await engine(0);
    const earlier = clientOf(first.port);
    assert.equal(await log(earlier), undefined);
    first.server.forceShutdown();
    assert.match((await log(earlier))?.message ?? "", /UNAVAILABLE/);
    // From here on the earlier client tries again by itself, after longer and longer pauses.
    await sleep(50);
    const second = await engine(first.port);
    const later = clientOf(second.port);
    try {
      assert.equal(await log(later), undefined);
    } finally {
      [earlier, later].forEach((client) => {
        client.close();
      });
      second.server.forceShutdown();
    }
  });
});

/** An engine that takes messages. */
async function engine(port: number): Promise<{ server: Server; port: number }> {
  const server = new Server();
  server.addService(EngineService, {
    log: (_: unknown, answer: (error: null, empty: Empty) => void) => {
      answer(null, new Empty());
    },
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, found) => {
      if (error === null) {
        resolve(found);
      } else {
        reject(error);
      }
    });
  });
  return { server, port: bound };
}

/** A client as the SDK makes it. */
function clientOf(port: number): EngineClient {
  const { grpcClientOptions } = settings as unknown as { grpcClientOptions: object };
  return new EngineClient(`127.0.0.1:${port}`, credentials.createInsecure(), grpcClientOptions);
}

/** What went wrong with a message, if anything. */
function log(client: EngineClient): Promise<ServiceError | undefined> {
  return new Promise((resolve) => {
    client.log(new LogRequest(), (error) => {
      resolve(error ?? undefined);
    });
  });
}
