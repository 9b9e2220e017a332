/** Tests on several databases mostly wait, and none disturbs those on another. */

/** For the `describe` of one database: it runs beside those of the others. */
export const beside = { concurrent: true }

/** For the tests within: one after the other. */
export const inTurn = { concurrent: false }
