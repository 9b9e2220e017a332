import { describeJourneys } from "../journeys.js"
import { furtherSubjects } from "../subjects.js"

for (const subject of furtherSubjects) describeJourneys(subject)
