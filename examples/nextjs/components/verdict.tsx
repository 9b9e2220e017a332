/** What a protected place decided, in one sentence. */
export function Verdict({ passed, name }: { passed: boolean; name?: string | null | undefined }) {
  return (
    <p className={passed ? "verdict passed" : "verdict refused"} role="status">
      {passed ? `You may see this, ${name ?? "whoever you are"}. The secret word is “marmalade”.` : "Access denied. "}
      {!passed && <a href="/api/auth/signin">Sign in</a>}
    </p>
  )
}

/** Stands where a verdict will be. */
export function Waiting() {
  return (
    <p className="verdict" role="status">
      Asking who you are…
    </p>
  )
}
