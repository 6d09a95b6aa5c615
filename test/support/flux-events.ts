import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { AddressInfo } from "node:net";

/** What a controller of Flux tells the notification-controller, as far as an Alert reads it. */
export interface FluxEvent {
  involvedObject: { kind: string; namespace: string; name: string };
  severity: string;
  message: string;
}

/** Takes the notification-controller's place and keeps what it hears, until the run ends. */
export async function receiveFluxEvents(): Promise<{ address: string; events: FluxEvent[] }> {
  const events: FluxEvent[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      events.push(JSON.parse(body) as FluxEvent);
      response.writeHead(202).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, events };
}
