import NextAuth from "next-auth-v4"
import GitHub from "next-auth-v4/providers/github"

const handler = NextAuth({ providers: [GitHub({ clientId: "id", clientSecret: "secret" })] })

export { handler as GET, handler as POST }
