/**
 * The child's end of a process that does what it is told and nothing in between: `orders` by name, each asked with its details and
 * answered before the next. `ready`: what it says when it can be asked. It ends with its parent.
 */
export function obey(orders, ready = "ready") {
  process.on("message", async ({ order, ...details }) => {
    try {
      process.send({ answer: await orders[order](details) })
    } catch (error) {
      process.send({ error: error instanceof Error ? error.message : String(error) })
    }
  })
  process.on("disconnect", () => process.exit())
  process.send({ answer: ready })
}
