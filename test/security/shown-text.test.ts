/** What comes with a request is shown as nothing but text, if at all. */
import { afterAll, expect, test } from "vitest"
import { openApp } from "../support/app.js"

/** Ways to begin markup or a script, in and out of attributes, in every quoting that has worked somewhere. */
const texts = [
  ..."<script>alert(1)</script>|<img src=x onerror=alert(1)>|<svg onload=alert(1)>|<svg/onload=alert`1`>".split("|"),
  ..."\"><script>alert(1)</script>|'><script>alert(1)</script>|\" onmouseover=alert(1) x=\"|' autofocus onfocus=alert(1) '".split(
    "|",
  ),
  ..."</title><script>alert(1)</script>|</style><script>alert(1)</script>|</textarea><script>alert(1)</script>".split(
    "|",
  ),
  ..."--><script>alert(1)</script>|]]><script>alert(1)</script>|</noscript><img src=x onerror=alert(1)>".split("|"),
  ..."<a href=javascript:alert(1)>x</a>|<a href='data:text/html,x'>x</a>|<base href=//evil.example>|<form action=//evil.example>".split(
    "|",
  ),
  ..."<meta http-equiv=refresh content=0;url=//evil.example>|<link rel=stylesheet href=//evil.example>|<iframe src=//evil.example>".split(
    "|",
  ),
  ..."<object data=//evil.example>|<embed src=//evil.example>|<math><mtext></mtext></math>|<details open ontoggle=alert(1)>".split(
    "|",
  ),
  ..."<video><source onerror=alert(1)>|<body onload=alert(1)>|<input onfocus=alert(1) autofocus>|<marquee onstart=alert(1)>".split(
    "|",
  ),
  ..."<isindex action=javascript:alert(1)>|<template><script>alert(1)</script></template>|<style>@import'//evil.example'</style>".split(
    "|",
  ),
  ..."<ScRiPt>alert(1)</sCrIpT>|<script\n>alert(1)</script>|<script/x>alert(1)</script>|<<script>alert(1)//<</script>".split(
    "|",
  ),
  ..."<scr<script>ipt>alert(1)</scr</script>ipt>|\u0000<script>alert(1)</script>|<\u0000script>alert(1)</script>".split(
    "|",
  ),
  ..."&lt;script&gt;alert(1)&lt;/script&gt;|&#60;script&#62;|&#x3c;script&#x3e;|%3Cscript%3Ealert(1)%3C/script%3E".split(
    "|",
  ),
  ..."\u003cscript\u003ealert(1)|\uff1cscript\uff1ealert(1)|<script>alert(1)\u2028</script>|+ADw-script+AD4-".split(
    "|",
  ),
  ..."{{constructor.constructor('alert(1)')()}}|$[alert(1)]|<%= 7*7 %>|#{7*7}|javascript:alert(1)|data:text/html,<b>".split(
    "|",
  ),
  ..."<b>bold</b>|<!--|<!DOCTYPE x>|<?xml version='1.0'?>|<plaintext>|<xmp>|<p style=x:expression(alert(1))>".split(
    "|",
  ),
]

let tried = 0
afterAll(() => console.log(`shown text: ${texts.length} texts in ${places.length} places, ${tried} pages`))

const places = [
  "error?error=",
  "error/",
  "signin?error=",
  "signin?callbackUrl=/",
  "signin/credentials?error=",
  "signout?csrf=",
  "verify-request?provider=",
  "verify-request?error=",
  "error?error=TooManyRequests&retryAfter=",
  "callback/email?token=t&email=",
]

test("nothing of an address is markup on a page, which lets no script run anyway (GHSA-9x4v-xfq5-m8x5)", async () => {
  expect(texts.length).toBeGreaterThanOrEqual(60)
  const app = openApp()
  const problems: string[] = []
  for (const place of places) {
    for (const text of texts) {
      tried++
      const browser = app.browser()
      const answer = await browser.follow(await browser.get(place + encodeURIComponent(text)))
      const { headers, status } = answer
      const type = headers.get("content-type") ?? ""
      const policy = headers.get("content-security-policy") ?? ""
      if (status >= 500 && !answer.url.includes("error=Configuration")) problems.push(`${place}${text}: ${status}`)
      if (answer.text.includes(text)) problems.push(`${place}${text} is shown as it is`)
      if (/<script|<svg|<iframe|<base|\son\w+=|javascript:/i.test(withoutOwn(answer.text)))
        problems.push(`${place}${text} is markup`)
      if (!type.startsWith("text/html")) continue
      if (!/default-src 'none'/.test(policy) || /script-src(?! 'none')|unsafe/.test(policy))
        problems.push(`${place}: ${policy}`)
      if (headers.get("x-content-type-options") !== "nosniff") problems.push(`${place} may be sniffed`)
    }
  }
  expect(problems).toEqual([])
})

/** The pages' own stylesheet, and the hidden field that says where to go, which is escaped and a path of the site. */
const withoutOwn = (html: string): string =>
  html.replace(/<style[\s\S]*?<\/style>/, "").replace(/name="callbackUrl" value="[^"<>]*"/g, "")

test("a code that nobody defined shows the general sentence, whatever it says", async () => {
  const browser = openApp().browser()
  const general = withoutNonce((await browser.get("error?error=Nobody")).text)
  for (const text of texts) {
    const { text: shown } = await browser.get(`error?error=${encodeURIComponent(text)}`)
    expect(withoutNonce(shown)).toBe(general)
  }
})

const withoutNonce = (html: string): string => html.replace(/nonce="[^"]*"/g, "")
