import { useId } from "react"

/** A value as JSON, under a title. It scrolls on its own when it is wide, also by keyboard. */
export function JsonPanel({ title, value }: { title: string; value: unknown }) {
  const titleId = useId()
  return (
    <section className="card" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
    </section>
  )
}
