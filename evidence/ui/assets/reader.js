// The article. Text goes in through textContent only. The address is the only state: ?claim=slug; Python reads it there.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".text")
  if (!root || !data) return
  if (root.dataset.document !== data.document) build(root, data)
  paint(root, data.selected)
  tell(root, parentElement.querySelector("[role=status]"), data)

  root.onclick = (event) => {
    const mark = event.target.closest("[data-claims]")
    if (!mark || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    if (event.detail && String(getSelection())) return // somebody is selecting text
    const slugs = mark.dataset.claims.split(" ")
    const next = slugs[(slugs.indexOf(root.dataset.selected) + 1) % slugs.length] // again: the claim around it
    if (event.detail === 0) root.dataset.keyboard = "1"
    paint(root, next) // at once, before the server answers
    go(next)
  }
  root.onkeydown = (event) => {
    if (event.key === "Escape" && root.dataset.selected) { paint(root, ""); go("") }
  }
}

function go(slug) {
  const address = new URL(location.href)
  slug ? address.searchParams.set("claim", slug) : address.searchParams.delete("claim")
  if (address.href === location.href) return
  history.pushState({}, "", address)
  dispatchEvent(new PopStateEvent("popstate", { state: {} }))
}

function build(root, data) {
  root.dataset.document = data.document
  root.lang = data.language || "en"
  const parts = document.createDocumentFragment()
  let list = null
  for (const block of data.blocks) {
    const tag = { quote: "blockquote" }[block.kind] || block.kind
    const element = document.createElement(tag)
    for (const [text, style, slugs, stop, ends] of block.pieces) element.append(piece(data, text, style, slugs, stop, ends))
    if (block.kind === "li") {
      if (!list) parts.append((list = document.createElement("ul")))
      list.append(element)
    } else {
      list = null
      parts.append(element)
    }
  }
  root.replaceChildren(parts)
}

function piece(data, text, style, slugs, stop, ends) {
  if (!slugs.length && !style) return document.createTextNode(text)
  if (!slugs.length) return styled(text, style)
  const claim = data.claims[slugs[0]] || { state: "open", number: "", label: "" }
  const mark = document.createElement(stop ? "a" : "span") // one tab stop for each claim
  mark.className = `c ${claim.state}`
  mark.dataset.claims = slugs.join(" ")
  if (stop) { mark.href = `?claim=${encodeURIComponent(slugs[0])}`; mark.id = `claim-${slugs[0]}` }
  mark.append(style ? styled(text, style) : text)
  for (const slug of ends) {
    const one = data.claims[slug]
    if (!one) continue
    const number = document.createElement("span"), spoken = document.createElement("span")
    number.className = `n ${one.state}`; number.setAttribute("aria-hidden", "true"); number.textContent = one.number
    spoken.className = "sr"; spoken.textContent = ` (claim ${one.number}: ${one.label})`
    mark.append(number, spoken)
  }
  return mark
}

function styled(text, style) {
  const span = document.createElement("span")
  span.className = style
  span.textContent = text
  return span
}

function paint(root, selected) {
  root.dataset.selected = selected || ""
  for (const mark of root.querySelectorAll("[data-claims]")) {
    const on = !!selected && mark.dataset.claims.split(" ").includes(selected)
    mark.classList.toggle("on", on)
    if (mark.tagName === "A") on ? mark.setAttribute("aria-current", "true") : mark.removeAttribute("aria-current")
  }
}

function tell(root, status, data) {
  const before = root.dataset.shown, now = data.selected || "", claim = data.claims[now]
  if (before === now) return
  root.dataset.shown = now
  const panel = document.querySelector(".st-key-evidence_panel"), mark = (slug) => slug && root.querySelector("#claim-" + CSS.escape(slug))
  status.textContent = claim ? `Evidence for claim ${claim.number}: ${claim.label}.` : before ? "Evidence closed." : ""
  if (panel) panel.scrollTo({ top: 0 })
  if (claim) requestAnimationFrame(() => intoView(mark(now), before === undefined))
  if (claim && root.dataset.keyboard && panel) { panel.tabIndex = -1; panel.focus({ preventScroll: true }) }
  if (panel) panel.onkeydown = (event) => { if (event.key === "Escape") mark(root.dataset.shown)?.focus() }
  if (!claim && before) mark(before)?.focus({ preventScroll: true })
  delete root.dataset.keyboard
}

function intoView(mark, first) {
  if (!mark) return
  const box = mark.getBoundingClientRect(), phone = matchMedia("(max-width: 640px)").matches
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  if (first || box.top < 70 || box.bottom > innerHeight * (phone ? 0.4 : 0.95))
    mark.scrollIntoView({ block: phone ? "start" : "center", behavior: first || calm ? "auto" : "smooth" })
}
