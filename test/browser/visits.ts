import { setTimeout as wait } from "node:timers/promises"
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll } from "vitest"
import { launchChromium } from "./chromium.js"
import { type ExampleApp, startExample } from "./example-app.js"

/** A browser with the example to visit, shared by the tests of a file; each test brings its own people. */
export interface Visits {
  readonly app: ExampleApp
  /** Somebody new, with an empty cookie jar: their first tab. */
  newVisitor(options?: BrowserContextOptions): Promise<Page>
}

/** Chromium never closes a tab that was just leaving for another page; after these milliseconds it is left to the browser's end. */
const patience = 10_000

/** Starts the example and a browser before the tests of a file, and ends both after them. */
export function visitExample(): Visits {
  let app: ExampleApp
  let browser: Browser
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    app = await startExample()
    browser = await launchChromium()
  })
  afterEach(async () => {
    for (const context of contexts.splice(0))
      await Promise.race([context.close(), wait(patience, undefined, { ref: false })])
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  return {
    get app() {
      return app
    },
    async newVisitor(options = {}) {
      const context = await browser.newContext({ baseURL: app.url, ...options })
      context.setDefaultTimeout(15_000)
      contexts.push(context)
      return context.newPage()
    },
  }
}
