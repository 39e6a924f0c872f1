// Search results with the keyboard: ↓ from the search box into the results, ↑ ↓ between them, Escape back to the box.
// The focus itself moves along the links, so Enter opens one and a screen reader reads each.
export default function ({ data, parentElement }) {
  const status = parentElement.querySelector("[role=status]")
  if (status && data && status.textContent !== data.said) status.textContent = data.said
  if (window.evidenceArrows) return
  window.evidenceArrows = true
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const box = document.querySelector(".st-key-q input")
    if (!box) return
    const links = [...document.querySelectorAll(".st-key-results .ev-reflist h2 > a")]
    const here = document.activeElement, place = here === box ? -1 : links.indexOf(here)
    if (here !== box && place < 0) return
    const last = links.length - 1
    const to = { ArrowDown: Math.min(place + 1, last), ArrowUp: place - 1, Home: 0, End: last, Escape: -1 }[event.key]
    if (to === undefined || last < 0 || (here === box && event.key !== "ArrowDown")) return
    event.preventDefault()
    if (to >= 0) links[to].focus()
    else if (here !== box) box.focus()
  })
  // A link that narrows the search was drawn for what had been typed by then (data-of). What was typed since goes along.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-of] a[data-nav]"), box = document.querySelector(".st-key-q input")
    if (!link || !box) return
    const of = link.closest("[data-of]").dataset.of, typed = box.value, to = new URL(link.href), query = to.searchParams.get("q") || ""
    let same = 0
    while (same < of.length && of[same] === typed[same]) same++
    const gone = of.slice(same)
    if (of === typed || !query.endsWith(gone)) return
    to.searchParams.set("q", (query.slice(0, query.length - gone.length) + (query && !gone && !of ? " " : "") + typed.slice(same)).replace(/ +/g, " "))
    link.href = to.href
  }, true)
}
