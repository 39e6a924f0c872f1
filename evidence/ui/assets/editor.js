// The text area of the Write page tells the server what was typed after a pause, not only when it loses the focus:
// it gets the keys that its own reader sends for that (Ctrl and Enter). Without this script those keys still do it.
const PAUSE = 350
export default function () {
  if (window.evidenceEditor) return
  window.evidenceEditor = true
  let waiting = 0
  const typed = (area) => {
    if (!(area instanceof HTMLTextAreaElement) || !area.closest(".st-key-editor")) return
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      const keys = { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true }
      area.dispatchEvent(new KeyboardEvent("keydown", keys))
    }, PAUSE)
  }
  document.addEventListener("input", (event) => { if (!event.isComposing) typed(event.target) })
  document.addEventListener("compositionend", (event) => typed(event.target))
  typed(document.activeElement) // somebody may have begun before this script came
}
