// What is wrong with this page for eye and hand, in words; nothing when all is well.
const [width] = arguments;
const wrong = [];
const page = document.scrollingElement;
const said = e => (e.getAttribute("aria-label") || e.innerText || e.value || e.name || e.tagName).trim().replace(/\s+/g, " ").slice(0, 40);
const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;

if (innerWidth !== width) wrong.push(`the window is ${innerWidth} wide, not ${width}`);
if (page.scrollWidth > Math.min(innerWidth, page.clientWidth)) {
  const out = [...document.body.querySelectorAll("*")].filter(e => shown(e) && e.getBoundingClientRect().right > page.clientWidth + 1);
  wrong.push(`${page.scrollWidth} wide, ${page.clientWidth} shown: ${out.slice(-3).map(said).join(" | ")}`);
}
const heads = [...document.querySelectorAll("h1")].filter(shown);
if (heads.length !== 1 || !said(heads[0])) wrong.push(`${heads.length} h1: ${heads.map(said).join(" | ")}`);
if (!document.title.trim()) wrong.push("no title");
if (document.documentElement.lang !== "zh-CN") wrong.push("the language is not said");

// A box or radio is pressed by its label; a link inside a sentence is excused.
const least = document.body.classList.contains("staff") ? 24 : document.documentElement.classList.contains("elder") ? 60 : 44;
for (const e of document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")) {
  if (!shown(e)) continue;
  const target = /^(checkbox|radio)$/.test(e.type) ? e.closest("label") || e : e;
  const box = target.getBoundingClientRect();
  if (box.bottom + scrollY <= 0) continue;
  const around = e.parentElement.innerText.trim().length;
  if (getComputedStyle(e).display === "inline" && around > e.innerText.trim().length) continue;
  if (box.width < least - 0.5 || box.height < least - 0.5) {
    wrong.push(`«${said(target)}» is ${Math.round(box.width)}×${Math.round(box.height)}, at least ${least} is asked`);
  }
  if (e.tagName !== "INPUT" && e.tagName !== "SELECT" && e.tagName !== "TEXTAREA" && !said(e)) wrong.push(`a ${e.tagName} says nothing`);
}
return wrong;
