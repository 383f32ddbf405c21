// What a widget of chainlab needs of the page and cannot have from the kernel.
// ipywidgets leaves the handle and the number of a slider without a name, speaks 0.8 as 0.7999999999999998 and says
// nothing to a screen reader when a read-out changes; JupyterLab takes the arrow keys away from whatever is not a
// slider, to move to another cell; a place in a picture can be dragged; and a kernel that is gone says nothing.
(() => {
  if (window.chainlabMend) return window.chainlabMend();

  // The kernel draws for the width that it is told; page.css has the same limit.
  const NARROW = 500;
  const fit = (records) => records.forEach(({ target, contentRect: { width } }) => {
    const told = target.querySelector(".chainlab-fits input");
    const fits = width <= NARROW ? "narrow" : "wide";
    if (!told || !width || told.value === fits) return;
    told.value = fits;
    told.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const widths = new ResizeObserver(fit), sized = new WeakSet();

  const mend = () => document.querySelectorAll(".chainlab-explore").forEach((box) => {
    if (!sized.has(box) && box.querySelector(".chainlab-fits input")?.closest(".chainlab-explore") === box) {
      sized.add(box);
      widths.observe(box);
    }
    box.querySelectorAll(".widget-hslider").forEach((slider) => {
      const label = slider.querySelector(".widget-label")?.textContent ?? "value";
      const handle = slider.querySelector(".noUi-handle");
      if (handle && !handle.hasAttribute("aria-label")) handle.setAttribute("aria-label", label);
      const spoken = handle?.getAttribute("aria-valuetext") ?? "";
      const short = String(Number(Number(spoken).toPrecision(6)));
      if (spoken.length > short.length) handle.setAttribute("aria-valuetext", short);
      const number = slider.querySelector(".widget-readout:not([role])");
      number?.setAttribute("role", "textbox");
      number?.setAttribute("aria-label", label + ", as a number");
    });
    box.querySelectorAll(".widget-play button:not([aria-label])").forEach((button) =>
      button.setAttribute("aria-label", button.querySelector(".fa-stop") ? "To the start" : "Play or pause"));
    box.querySelector(".chainlab-readout .widget-html-content:not([role])")?.setAttribute("role", "status");
  });

  // A new picture comes with new handles: the one in use is known by its box and by the control that it moves.
  let focused = null, dragged = null;
  const isHandle = (place) => place.matches?.(".chainlab-handle");
  const known = (handle) => ({ box: handle.closest(".chainlab-explore"), control: handle.dataset.control });
  const now = ({ box, control }) =>
    [...box.querySelectorAll(`.chainlab-handle[data-control="${control}"]`)].find((place) => place.offsetParent);
  const slider = ({ box, control }) => box.querySelector(`.chainlab-control-${control} .noUi-target`)?.noUiSlider;
  const keepFocus = () => {
    if (focused && !focused.box.contains(document.activeElement)) now(focused)?.focus({ preventScroll: true });
  };

  const drag = (event) => {
    const handle = now(dragged);
    if (!handle) return;
    const at = handle.parentElement.getBoundingClientRect();
    const { left, right } = handle.dataset;
    const share = ((event.clientX - at.left) / at.width - left) / (right - left);
    const low = Number(handle.ariaValueMin), high = Number(handle.ariaValueMax);
    slider(dragged)?.set(low + Math.min(Math.max(share, 0), 1) * (high - low));
  };

  const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  const keys = (event) => {
    const inList = event.target.matches?.(".chainlab-explore select");
    if (inList && /^(Arrow|Home|End|Page)/.test(event.key)) event.stopPropagation();
    if (!isHandle(event.target)) return;
    const { step } = event.target.dataset;
    const ends = { Home: event.target.ariaValueMin, End: event.target.ariaValueMax };
    if (!(event.key in STEPS || event.key in ends)) return;
    event.preventDefault();
    event.stopPropagation();
    const moved = slider(known(event.target));
    moved?.set(ends[event.key] ?? Number(moved.get()) + STEPS[event.key] * step);
  };

  // Whatever moves a control gets a new picture from the kernel; where none comes, the kernel is gone or busy.
  const WAIT = 3000;
  const waiting = new Map();
  const expect = (place) => {
    const box = place.closest?.(".chainlab-explore");
    if (place.closest?.(".chainlab-fits")) return;
    if (!box?.querySelector(".chainlab-drawing") || waiting.has(box)) return;
    waiting.set(box, setTimeout(() => box.classList.add("chainlab-late"), WAIT));
  };
  const came = (place) => {
    const box = place.closest?.(".chainlab-explore");
    clearTimeout(waiting.get(box));
    waiting.delete(box);
    box?.classList.remove("chainlab-late");
  };
  const watch = (records) => {
    for (const { type, target } of records) {
      if (type === "attributes") expect(target);
      else if (target.closest?.(".chainlab-drawing")) came(target);
    }
    mend();
    keepFocus();
  };

  window.addEventListener("keydown", keys, true);
  window.addEventListener("change", ({ target }) => expect(target), true);
  window.addEventListener("focusin", ({ target }) => { focused = isHandle(target) ? known(target) : null; }, true);
  window.addEventListener("pointerdown", (event) => {
    if (!isHandle(event.target)) return (focused = null);
    dragged = known(event.target);
    event.target.focus({ preventScroll: true });
    event.preventDefault();
    event.stopPropagation();
  }, true);
  window.addEventListener("pointermove", (event) => dragged && drag(event), true);
  window.addEventListener("pointerup", () => { dragged = null; }, true);

  window.chainlabMend = mend;
  const watched = { childList: true, subtree: true, attributeFilter: ["aria-valuetext"] };
  new MutationObserver(watch).observe(document.body, watched);
  mend();
})();
