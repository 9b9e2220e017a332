import { describeJourneys } from "./journeys.js"
import { mainSubjects } from "./subjects.js"

for (const subject of mainSubjects.filter(({ fixture }) => fixture === "pg")) describeJourneys(subject)
