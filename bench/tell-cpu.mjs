/** Loaded into a server before it starts: tells whoever started it, when asked, how much CPU time all its threads have taken, in µs. */
process.on("message", (message) => {
  if (message !== "cpu") return
  const { user, system } = process.cpuUsage()
  process.send({ cpu: user + system })
})
