// SPDX-License-Identifier: AGPL-3.0-or-later
// One account, Tomás, on a Fedify server: what it hears is told at /heard, what it shall do is asked at /act.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createFederation, MemoryKvStore, InProcessMessageQueue, generateCryptoKeyPair } from "@fedify/fedify";
import { Accept, Add, Announce, Create, Delete, Endpoints, Follow, Image, Like, Mention, Note, Person, PUBLIC_COLLECTION, Reject, Remove, Undo, Update } from "@fedify/vocab";
import { getRequestListener } from "@hono/node-server";

const port = Number(process.argv[2]);
const origin = process.argv[3] ?? `http://127.0.0.1:${port}`;
const heard = [];
const pairs = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
const federation = createFederation({
  origin, allowPrivateAddress: true, kv: new MemoryKvStore(), queue: new InProcessMessageQueue(),
  firstKnock: process.argv[4] ?? "rfc9421",
});
federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== "tomas") return null;
    const keys = await context.getActorKeyPairs(identifier);
    return new Person({
      id: context.getActorUri(identifier), preferredUsername: identifier, name: "Tomás",
      inbox: context.getInboxUri(identifier), endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: keys[0].cryptographicKey, assertionMethods: keys.map((key) => key.multikey),
    });
  })
  .setKeyPairsDispatcher(async () => pairs);
const keep = (kind) => async (_context, activity) => {
  heard.push({ kind, activity: await activity.toJsonLd({ format: "compact" }) });
};
let inbox = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
for (const [kind, type] of Object.entries({ Accept, Add, Announce, Create, Delete, Follow, Like, Reject, Remove, Undo, Update })) inbox = inbox.on(type, keep(kind));
inbox.onError((_context, error) => { heard.push({ kind: "error", error: String(error) }); });

async function acts(wish) {
  const context = federation.createContext(new Request(origin), undefined);
  const actor = context.getActorUri("tomas");
  const other = await context.lookupObject(wish.actor, { documentLoader: await context.getDocumentLoader({ identifier: "tomas" }) });
  if (!other) throw new Error("no such actor");
  const id = new URL(`${origin}/acts/${crypto.randomUUID()}`);
  let activity;
  if (wish.kind === "follow") activity = new Follow({ id, actor, object: other.id });
  if (wish.kind === "undo") activity = new Undo({ id, actor, object: new Follow({ id: new URL(wish.id), actor, object: other.id }) });
  if (wish.kind === "like") activity = new Like({ id, actor, object: new URL(wish.id) });
  if (wish.kind === "boost") activity = new Announce({ id, actor, object: new URL(wish.id), to: PUBLIC_COLLECTION });
  if (wish.kind === "delete") activity = new Delete({ id, actor, object: new URL(wish.id), to: PUBLIC_COLLECTION });
  if (wish.kind === "say" || wish.kind === "edit") {
    const seen = wish.private ? { to: other.id } : { to: PUBLIC_COLLECTION, ccs: [other.id] };
    const note = new Note({
      id: new URL(wish.id ?? `${id}/note`), attribution: actor, content: wish.words, ...seen,
      tags: [new Mention({ href: other.id, name: wish.name })],
      attachments: wish.picture ? [new Image({ url: new URL(wish.picture), mediaType: "image/jpeg", name: wish.alt })] : [],
      replyTarget: wish.answers ? new URL(wish.answers) : null,
    });
    activity = wish.kind === "say" ? new Create({ id, actor, object: note, ...seen }) : new Update({ id, actor, object: note, ...seen });
  }
  await context.sendActivity({ identifier: "tomas" }, other, activity, { immediate: true });
  return { id: String(id), note: `${id}/note`, found: String(other.id), type: other.constructor.name, name: String(other.preferredUsername) };
}

async function answer(request) {
  const url = new URL(request.url);
  if (url.pathname === "/heard") return Response.json(heard);
  if (url.pathname === "/act") {
    try { return Response.json(await acts(await request.json())); } catch (error) { return new Response(String(error.stack), { status: 500 }); }
  }
  if (url.pathname === "/fetch") { // what a reader's server does with a picture
    const got = await fetch(url.searchParams.get("url"));
    return Response.json({ status: got.status, type: got.headers.get("content-type"), bytes: (await got.arrayBuffer()).byteLength });
  }
  if (url.pathname.startsWith("/pictures/")) return new Response(readFileSync(process.argv[8]), { headers: { "Content-Type": "image/jpeg" } });
  const there = new URL(url.pathname + url.search, origin);
  return federation.fetch(new Request(there, request), { contextData: undefined });
}
// PORT ORIGIN KNOCK ADDRESS [KEY CERTIFICATE PICTURE]
const listener = getRequestListener(answer);
const server = process.argv[6] ? createTlsServer({ key: readFileSync(process.argv[6]), cert: readFileSync(process.argv[7]) }, listener) : createServer(listener);
server.listen(port, process.argv[5] ?? "127.0.0.1", () => console.log("ready"));
