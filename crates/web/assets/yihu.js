// Everything works without this: it stops a second press, keeps drafts, counts characters, ticks all rows, prints.
(function () {
  "use strict";
  var DAYS = 7 * 864e5;
  function all(q, f, root) { Array.prototype.forEach.call((root || document).querySelectorAll(q), f); }
  function forget(name) { try { localStorage.removeItem("draft:" + name); } catch (x) { } }

  // A second press does nothing; coming back by the Back button frees it.
  document.addEventListener("submit", function (e) {
    var f = e.target;
    if (f.dataset.sent) { e.preventDefault(); return; }
    if (f.method !== "post") return;
    f.dataset.sent = "1";
    try {
      // Nothing of a caller stays on the machine for the next shift.
      if (f.getAttribute("action") === "/out") Object.keys(localStorage).forEach(function (k) { if (!k.indexOf("draft:")) localStorage.removeItem(k); });
      if (f.dataset.draft) sessionStorage.setItem("sent", JSON.stringify({ draft: f.dataset.draft, from: location.pathname, to: new URL(f.action).pathname }));
    } catch (x) { }
    var b = e.submitter || f.querySelector("button");
    if (b) b.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", function () {
    all("form[data-sent]", function (f) { delete f.dataset.sent; });
    all("[aria-busy]", function (b) { b.removeAttribute("aria-busy"); });
  });

  // A form that led elsewhere was taken, and its draft has done its work; one that is given back stands where it was sent.
  try {
    var sent = JSON.parse(sessionStorage.getItem("sent"));
    sessionStorage.removeItem("sent");
    if (sent && location.pathname !== sent.to && document.referrer.split("?")[0] === location.origin + sent.from) forget(sent.draft);
  } catch (x) { }
  // A page that shows the thing is done says which draft is no longer needed: <p data-draft-done="name">.
  all("[data-draft-done]", function (e) { forget(e.dataset.draftDone); });

  // <form data-draft="name">: what is typed stays on this device for seven days, never hidden fields, secrets or files.
  function parts(f) {
    return Array.prototype.filter.call(f.elements, function (i) {
      return i.name && !/^(hidden|password|file|submit|button)$/.test(i.type);
    });
  }
  all("form[data-draft]", function (f) {
    var key = "draft:" + f.dataset.draft, old = null;
    try { old = JSON.parse(localStorage.getItem(key)); } catch (x) { return; }
    if (old && Date.now() - old.at > DAYS) { localStorage.removeItem(key); old = null; }
    var untouched = parts(f).every(function (i) { return i.type === "checkbox" || i.type === "radio" || i.type === "select-one" || !i.value; });
    if (old && untouched && !document.getElementById("errors")) {
      parts(f).forEach(function (i) {
        var v = old.data[i.name];
        if (v === undefined) return;
        if (i.type === "checkbox" || i.type === "radio") i.checked = v.indexOf(i.value) >= 0; else i.value = v[0] || "";
      });
      var p = document.createElement("p"), b = document.createElement("button"), t = new Date(old.at);
      p.className = "meta"; b.type = "button"; b.className = "link"; b.textContent = "丢弃";
      p.textContent = "已恢复 " + t.getHours() + ":" + ("0" + t.getMinutes()).slice(-2) + " 的草稿 · ";
      p.setAttribute("role", "status");
      b.onclick = function () { localStorage.removeItem(key); f.reset(); p.remove(); };
      p.appendChild(b); f.insertBefore(p, f.firstChild);
    }
    f.addEventListener("input", function () {
      var data = {};
      parts(f).forEach(function (i) {
        var l = data[i.name] = data[i.name] || [];
        if ((i.type !== "checkbox" && i.type !== "radio") || i.checked) l.push(i.value);
      });
      try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), data: data })); } catch (x) { }
    });
  });
  // Count of characters, said politely and only near the end.
  all("[data-max]", function (i) {
    var max = +i.dataset.max, s = document.createElement("span");
    s.className = "hint"; s.setAttribute("aria-live", "polite"); i.after(s);
    function say() {
      var n = Array.from(i.value).length;
      s.textContent = n > max ? "多了" + (n - max) + "字" : n > max * .8 ? "还可写" + (max - n) + "字" : "";
    }
    i.addEventListener("input", say); say();
  });

  // Controls that need a script are in the page as hidden and shown here.
  all("[data-js]", function (e) { e.hidden = false; });
  document.addEventListener("change", function (e) {
    var n = e.target.dataset && e.target.dataset.all;
    if (n) all("input[type=checkbox]", function (c) { if (c.name === n) c.checked = e.target.checked; }, e.target.form || document);
  });
  document.addEventListener("click", function (e) {
    var b = e.target.closest && e.target.closest("button");
    if (!b) return;
    if (b.getAttribute("aria-disabled") === "true") e.preventDefault();
    if (b.dataset.print !== undefined) print();
  });
})();
