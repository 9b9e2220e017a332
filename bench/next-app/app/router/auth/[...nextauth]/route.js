import NextAuth from "countersign"
import GitHub from "countersign/providers/github"

const handler = NextAuth({ providers: [GitHub({ clientId: "id", clientSecret: "secret" })] })

export { handler as GET, handler as POST }
