// The text area of the Write page tells the server what was typed after a pause, not only when it loses the focus:
// it gets the keys that its own reader sends for that (Ctrl and Enter). Without this script those keys still do it.
const PAUSE = 450
export default function () {
  if (window.evidenceEditor) return
  window.evidenceEditor = true
  let waiting = 0
  document.addEventListener("input", (event) => {
    const area = event.target
    if (!(area instanceof HTMLTextAreaElement) || !area.closest(".st-key-editor") || event.isComposing) return
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true }))
    }, PAUSE)
  })
}
