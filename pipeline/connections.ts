import * as settings from "@pulumi/pulumi/runtime/settings";

/** Options of the SDK's gRPC clients; its declarations leave them out. */
const { grpcClientOptions } = settings as unknown as { grpcClientOptions?: Record<string, unknown> };

/**
 * Gives each operation connections of its own. The SDK never closes those of an inline program, and gRPC shares them
 * by address: a later engine that gets the port of an earlier one would meet a connection that waits out its back-off,
 * and the operation would fail with "14 UNAVAILABLE: No connection established" (pulumi/pulumi#6457, #7125). In a
 * process that runs many operations that happens now and then.
 *
 * This can go once the SDK closes these connections, or keeps them out of gRPC's shared pool itself.
 */
export function separateConnections(): void {
  if (grpcClientOptions !== undefined) {
    grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;
  }
}
