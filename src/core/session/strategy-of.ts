import type { Config } from "../options/config.js"
import { databaseStrategy } from "./database-strategy.js"
import { jwtStrategy } from "./jwt-strategy.js"
import type { SessionStrategy } from "./strategy.js"

export const strategyOf = ({ session }: Config): SessionStrategy =>
  session.strategy === "jwt" ? jwtStrategy : databaseStrategy
