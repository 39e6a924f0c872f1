// In-app navigation for <a data-nav href="…">, also inside shadow roots. Streamlit runs the page on popstate, so there
// is no callback to lose: the links work after a restart of the server, and as plain links without this script.
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
}
