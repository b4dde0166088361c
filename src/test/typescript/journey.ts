// What an application does with the TypeScript client; run against a hub by TypeScriptClientTest.
import {
  AccountApi, CategoriesApi, Configuration, EventsApi, EventStatus, KeysApi, ResponseError, type FieldValue,
  type Problem,
} from "notifyflow-client";

declare const process: { argv: string[]; exitCode: number };

async function journey(basePath: string, key: string) {
  const configuration = new Configuration({ basePath, accessToken: key });
  const events = new EventsApi(configuration);
  const categories = new CategoriesApi(configuration);

  const accepted = await events.submitEvent({
    eventRequest: { category: "sale", title: "From TypeScript", fields: { order: "0042", amount: 49.5, paid: true } },
    idempotencyKey: "journey-1",
  });
  const event = await events.showEvent({ id: accepted.eventId });
  // @ts-expect-error: a field is a text, a number or a boolean.
  const _nested: FieldValue = { amount: 49.5 };
  const found = await events.searchEvents({ q: "TypeScript", limit: 5 });

  const made = await categories.createCategory({ categoryRequest: { name: "deploys", emoji: "🚀" } });
  const seen = await categories.showCategoryRaw({ categoryId: made.categoryId });
  const changed = await categories.changeCategory({
    categoryId: made.categoryId,
    ifMatch: seen.raw.headers.get("ETag") ?? "",
    categoryRequest: { name: "deploys", color: "#00ff88" },
  });
  const stale = await refused(() => categories.changeCategory({
    categoryId: made.categoryId,
    ifMatch: seen.raw.headers.get("ETag") ?? "",
    categoryRequest: { name: "other" },
  }));
  await categories.deleteCategory({ categoryId: made.categoryId });

  return {
    eventId: accepted.eventId,
    title: event.title,
    fields: event.fields,
    routed: event.status !== EventStatus.Accepted,
    acceptedAt: event.acceptedAt.toISOString(),
    found: found.events.map(each => each.eventId),
    color: changed.color,
    stale: stale.type,
    members: (await refused(() => events.submitEvent({
      eventRequest: { category: "sale", title: "x".repeat(257) },
    }))).errors?.map(error => error.member),
    unknown: (await refused(() => events.submitEvent({ eventRequest: { category: "nothing" } }))).type,
    keys: (await new KeysApi(configuration).listKeys()).keys.length,
    used: (await new AccountApi(configuration).showUsage()).used,
  };
}

async function refused(call: () => Promise<unknown>): Promise<Problem> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ResponseError) {
      return await error.response.json() as Problem;
    }
    throw error;
  }
  throw new Error("It was not refused");
}

const [, , address, key] = process.argv;
journey(address ?? "", key ?? "").then(
  told => console.log(JSON.stringify(told)),
  error => {
    console.error(error);
    process.exitCode = 1;
  });
