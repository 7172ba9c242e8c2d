// The version in the name changes when the design system does; the build checks it.
import { initAll } from "./build/govuk-frontend-6.6.0.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
