// Shows the evidence of one claim at a time. Without this script every claim's evidence is shown.
(function () {
  "use strict"
  const page = document.documentElement
  const panel = document.getElementById("evidence")
  const status = document.querySelector("[role=status]")
  const phone = matchMedia("(max-width: 60rem)")
  let shown = ""
  page.classList.add("js")

  function show(name, byKeyboard) {
    const section = name ? document.getElementById(name) : null
    const before = shown
    shown = section ? name : ""
    for (const one of panel.querySelectorAll(".claim")) one.classList.toggle("on", one === section)
    for (const mark of document.querySelectorAll("a.c")) {
      const on = shown !== "" && mark.dataset.claim === shown
      mark.classList.toggle("on", on)
      if (on) mark.setAttribute("aria-current", "true")
      else mark.removeAttribute("aria-current")
    }
    page.classList.toggle("chosen", shown !== "")
    if (section) {
      panel.scrollTop = 0
      status.textContent = section.querySelector(".place").textContent + ": " + status.dataset.shown
      if (byKeyboard) section.focus({ preventScroll: true })
      if (phone.matches) section.scrollIntoView()
    } else if (before) {
      status.textContent = status.dataset.closed
      const mark = document.getElementById("text-" + before)
      if (mark) mark.focus()
    }
  }

  function named(hash) {
    const name = decodeURIComponent(hash.slice(1))
    const target = name.startsWith("claim-") ? document.getElementById(name) : null
    return target && target.classList.contains("claim") ? name : ""
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-claim]")
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    const name = link.dataset.claim
    if (location.hash !== "#" + name) history.pushState(null, "", "#" + name)
    show(name, event.detail === 0)
    const mark = document.getElementById("text-" + name)
    if (mark && !link.classList.contains("c") && !phone.matches) mark.scrollIntoView({ block: "center" })
  })
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !shown) return
    history.pushState(null, "", location.pathname + location.search)
    show("", true)
  })
  addEventListener("beforeprint", function () {
    for (const one of panel.querySelectorAll("details")) one.open = true
  })
  addEventListener("popstate", function () { const name = named(location.hash); if (name || !location.hash) show(name, false) })
  if (named(location.hash)) show(named(location.hash), false)
})()
