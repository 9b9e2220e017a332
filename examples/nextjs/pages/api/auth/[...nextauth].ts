import NextAuth from "countersign"
import { authOptions } from "../../../auth"

export default NextAuth(authOptions)
