// Turns on the patterns that need a script. Every page works without it.
import { initAll } from "govuk-frontend";

initAll();
