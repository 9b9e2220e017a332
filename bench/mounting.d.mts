export interface Mounting {
  executablePath: string
  rounds: number
  /** How often each subject mounts its thousand components in a round. */
  mounts: number
}

export function measureMounting(
  how: Mounting,
): Promise<Record<"bare context" | "countersign" | "next-auth-v4", number[]>>
