// Formats references with citeproc-js, the processor that Zotero uses. Development only.
// Standard input: {"citeproc": folder of the npm package, "locales": {name: XML},
// "items": CSL-JSON, "styles": [{"id", "csl", "locale"}]}.
// Standard output: {style: {reference: text of its entry}}.
const fs = require("fs");
const task = JSON.parse(fs.readFileSync(0, "utf-8"));
const CSL = require(task.citeproc);
const items = Object.fromEntries(task.items.map((item) => [item.id, item]));
const out = {};
for (const style of task.styles) {
  const system = {
    retrieveLocale: (name) => task.locales[name],
    retrieveItem: (id) => JSON.parse(JSON.stringify(items[id])),
  };
  const engine = new CSL.Engine(system, style.csl, style.locale, true);
  engine.setOutputFormat("text");
  // As in a document: each reference cited once, in order.
  engine.updateItems(task.items.map((item) => item.id));
  const [parameters, entries] = engine.makeBibliography();
  out[style.id] = {};
  parameters.entry_ids.forEach((ids, place) => {
    out[style.id][ids[0]] = entries[place];
  });
}
process.stdout.write(JSON.stringify(out));
