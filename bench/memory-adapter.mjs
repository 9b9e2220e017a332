/** In silence: it would warn of being used in production. */
export async function memoryAdapter() {
  const { MemoryAdapter } = await import("countersign/adapters/memory")
  const { warn } = console
  console.warn = () => {}
  const adapter = MemoryAdapter()
  console.warn = warn
  return adapter
}
