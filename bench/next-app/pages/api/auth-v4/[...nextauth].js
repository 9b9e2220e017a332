import NextAuth from "next-auth-v4"
import GitHub from "next-auth-v4/providers/github"

export default NextAuth({ providers: [GitHub({ clientId: "id", clientSecret: "secret" })] })
