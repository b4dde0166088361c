// What an application does with the TypeScript client; run against a hub by TypeScriptClientTest.
import {
  CategoriesApi, Configuration, EventsApi, EventStatus, AccountApi, KeysApi, ResponseError, type Problem,
} from "../../../target/clients/typescript/src/index.js";

declare const process: { argv: string[]; exitCode: number };

async function journey(basePath: string, key: string) {
  const configuration = new Configuration({ basePath, accessToken: key });
  const events = new EventsApi(configuration);
  const categories = new CategoriesApi(configuration);

  const accepted = await events.submitEvent({
    eventRequest: { category: "sale", title: "From TypeScript", fields: { amount: 49.5, plan: "PRO", paid: true } },
    idempotencyKey: "journey-1",
  });
  const event = await events.showEvent({ id: accepted.eventId });
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
    amount: event.fields["amount"],
    routed: event.status !== EventStatus.Accepted,
    acceptedAt: event.acceptedAt.toISOString(),
    found: found.events.map(each => each.eventId),
    color: changed.color,
    stale: stale.type,
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
