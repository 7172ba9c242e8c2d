// Reads pages as Lighthouse does. Argument: {"pages": [address], "categories": [name], "chromium": path} as JSON.
// Prints, as JSON, of each page the score of each category (0 to 100) and the titles of what falls short.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { pages, categories, chromium } = JSON.parse(process.argv[2]);
const chrome = await launch({
  chromePath: chromium,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
});
try {
  const found = [];
  for (const page of pages) {
    const { lhr } = await lighthouse(page, { port: chrome.port, onlyCategories: categories, logLevel: "error" });
    if (lhr.runtimeError) throw new Error(`${page}: ${lhr.runtimeError.message}`);
    const of = Object.values(lhr.categories);
    const scores = Object.fromEntries(of.map((each) => [each.id, Math.round(each.score * 100)]));
    const weighed = new Set(of.flatMap((each) => each.auditRefs).filter((each) => each.weight).map((each) => each.id));
    const short = Object.values(lhr.audits).filter((each) => weighed.has(each.id) && each.score !== null && each.score < 1);
    found.push({ page, scores, short: short.map((each) => each.title) });
  }
  console.log(JSON.stringify(found));
} finally {
  chrome.kill();
}
