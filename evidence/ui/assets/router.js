// In-app navigation for <a data-nav href="…">, also inside shadow roots. Streamlit runs the page on popstate, so there
// is no callback to lose: the links work after a restart of the server, and as plain links without this script.
// And <button data-copy>: it copies the reference beside it, with its italics and without.
export default function () {
  if (window.evidenceRouter) return
  window.evidenceRouter = true
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.dataset.nav !== undefined)
    if (!link || link.origin !== location.origin) return
    event.preventDefault()
    if (link.href === location.href) return
    const elsewhere = new URL(link.href).pathname !== location.pathname
    history.pushState({}, "", link.href)
    dispatchEvent(new PopStateEvent("popstate", { state: {} }))
    if (elsewhere) (document.querySelector('[data-testid="stMain"]') || document.scrollingElement).scrollTo({ top: 0 })
  })
  document.addEventListener("click", async (event) => {
    const button = event.composedPath().find((node) => node instanceof HTMLButtonElement && node.dataset.copy !== undefined)
    const from = button && button.parentElement.querySelector(".ev-cite")
    if (!from || button.dataset.copy === "done") return
    const before = button.innerHTML
    button.dataset.copy = "done"
    try {
      const as = (type, words) => ({ [type]: new Blob([words], { type }) })
      const plain = from.textContent
      if (window.ClipboardItem && navigator.clipboard?.write) await navigator.clipboard.write([new ClipboardItem({ ...as("text/html", from.innerHTML), ...as("text/plain", plain) })])
      else await navigator.clipboard.writeText(plain)
      button.textContent = "Copied"
    } catch {
      getSelection().selectAllChildren(from) // a page that may not write to the clipboard leaves it to the reader's keys
      button.textContent = "Selected: copy it with your keyboard"
    }
    setTimeout(() => { button.innerHTML = before; button.dataset.copy = "" }, 2500)
  })
}
