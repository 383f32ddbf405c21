// One slide at a time, part by part: the question, the vote, the answer. Without it all of them stand below each other.
const slides = [...document.querySelectorAll("main > section")];
const [back, at, next] = ["back", "at", "next"].map((id) => document.getElementById(id));
let now = 0, step = 0;

const parts = (slide) => [...slide.querySelectorAll(".part")];

function show(focus) {
  slides.forEach((slide, number) => slide.classList.toggle("now", number === now));
  parts(slides[now]).forEach((part, number) => part.classList.toggle("shown", number < step));
  at.textContent = `${now + 1} of ${slides.length}`;
  back.disabled = now === 0 && step === 0;
  next.disabled = now === slides.length - 1 && step === parts(slides[now]).length;
  history.replaceState(null, "", `#${now + 1}`);
  if (!focus) return;
  if (step > 0) {
    const part = parts(slides[now])[step - 1];
    part.focus({ preventScroll: true });
    part.scrollIntoView({ block: "nearest" });
  }
  else {
    slides[now].querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function go(number, shown) {
  now = Math.max(0, Math.min(slides.length - 1, number));
  step = shown;
  show(true);
}

function forward() {
  if (step < parts(slides[now]).length) go(now, step + 1);
  else if (now < slides.length - 1) go(now + 1, 0);
}

function backward() {
  if (step > 0) go(now, step - 1);
  else if (now > 0) go(now - 1, parts(slides[now - 1]).length);
}

const keys = {
  ArrowRight: forward, PageDown: forward, " ": forward,
  ArrowLeft: backward, PageUp: backward,
  Home: () => go(0, 0), End: () => go(slides.length - 1, 0),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  if (event.key === " " && event.target.closest("button, a")) return;
  event.preventDefault();
  keys[event.key]();
});
back.addEventListener("click", backward);
next.addEventListener("click", forward);
document.documentElement.classList.add("deck");
go((parseInt(location.hash.slice(1), 10) || 1) - 1, 0);
