import NextAuth from "countersign"
import GitHub from "countersign/providers/github"

export default NextAuth({ providers: [GitHub({ clientId: "id", clientSecret: "secret" })] })
