/**
 * Serves a stand-in over Pulumi's provider protocol, one session for each connection of the engine.
 */
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { unsupported } from "./errors";
import { toServiceError } from "./messages";
import * as messages from "./messages";
import type { Session, StandIn } from "./protocol";
import { open } from "./values";
import { decode, encode } from "./wire";

type Handler<Request, Response> = (
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
) => void;

const host = "127.0.0.1";

/** Answers a call with the result of the work, or with the error for users. */
function answer<Request, Response>(
  work: (request: Request, call: ServerUnaryCall<Request, Response>) => Promise<Response> | Response,
): Handler<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => work(call.request, call))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(toServiceError(error));
        },
      );
  };
}

function handshake(): rpc.ProviderHandshakeResponse {
  return new rpc.ProviderHandshakeResponse()
    .setAcceptSecrets(true)
    .setAcceptResources(false)
    .setAcceptOutputs(false)
    .setSupportsAutonamingConfiguration(true);
}

function service(standIn: StandIn): IResourceProviderServer {
  // The engine dials a connection of its own for each provider of a program, and the requests do not say which
  // provider they are for. So the connection is what tells two configurations apart.
  const sessions = new Map<string, Session>();
  const sessionOf = (call: { getPeer(): string }): Session => {
    const peer = call.getPeer();
    const session = sessions.get(peer) ?? standIn.openSession();
    sessions.set(peer, session);
    return session;
  };
  const refuse = (what: string): never => {
    throw unsupported(what, standIn.name);
  };

  return {
    handshake: answer(() => handshake()),
    attach: answer(() => new Empty()),
    getPluginInfo: answer(() => new PluginInfo().setVersion(standIn.version)),
    getSchema: answer(() =>
      new rpc.GetSchemaResponse().setSchema(JSON.stringify({ name: standIn.name, version: standIn.version })),
    ),
    getMapping: answer(() => new rpc.GetMappingResponse()),
    getMappings: answer(() => new rpc.GetMappingsResponse()),
    parameterize: answer(() => refuse("Parameterisation")),
    invoke: answer((request) => refuse(`The function ${request.getTok()}`)),
    call: answer((request) => refuse(`The method ${request.getTok()}`)),
    construct: answer((request) => refuse(`The component ${request.getType()}`)),
    list: (call) => {
      call.emit("error", toServiceError(unsupported(`Listing ${call.request.getToken()}`, standIn.name)));
    },
    checkConfig: answer((request, call) => {
      const failures = sessionOf(call).checkConfig(open(decode(request.getNews())));
      return messages.checkResponse({ inputs: decode(request.getNews()), failures });
    }),
    diffConfig: answer((request, call) =>
      messages.diffResponse(
        sessionOf(call).diffConfig(open(decode(request.getOldInputs())), open(decode(request.getNews()))),
      ),
    ),
    configure: answer((request, call) => {
      sessionOf(call).configure(open(decode(request.getArgs())));
      return new rpc.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: answer(async (request, call) =>
      messages.checkResponse(await sessionOf(call).check(messages.checkRequest(request))),
    ),
    diff: answer(async (request, call) =>
      messages.diffResponse(await sessionOf(call).diff(messages.diffRequest(request))),
    ),
    create: answer(async (request, call) => {
      const created = await sessionOf(call).create(messages.createRequest(request));
      return new rpc.CreateResponse().setId(created.id).setProperties(encode(created.outputs));
    }),
    read: answer(async (request, call) =>
      messages.readResponse(request.getId(), await sessionOf(call).read(messages.readRequest(request))),
    ),
    update: answer(async (request, call) =>
      new rpc.UpdateResponse().setProperties(
        encode(await sessionOf(call).update(messages.updateRequest(request))),
      ),
    ),
    delete: answer(async (request, call) => {
      await sessionOf(call).delete(messages.deleteRequest(request));
      return new Empty();
    }),
    cancel: answer((_request, call) => {
      sessionOf(call).cancel();
      sessions.delete(call.getPeer());
      return new Empty();
    }),
  };
}

export interface RunningServer {
  readonly port: number;
  /** Ends the server and the connections to it. */
  close(): void;
}

/**
 * Serves the stand-in on a free port of 127.0.0.1.
 * @throws Error when no port can be bound.
 */
export async function serve(standIn: StandIn): Promise<RunningServer> {
  // The engine sends whole states in one message; its own limit is 400 MiB, gRPC's default is 4 MiB.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service(standIn));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        resolve(bound);
      } else {
        reject(error);
      }
    });
  });
  return {
    port,
    close: () => {
      server.forceShutdown();
    },
  };
}
