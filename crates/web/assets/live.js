// For staff pages; everything works without it. What changes elsewhere is told and nothing moves: new rows wait behind a
// button, changed rows get a mark. One stream per browser, shared over its tabs; when it is cut that is said, and asked.
(function () {
  "use strict";
  var CUT = 6000, POLL = 30000, HERE = 20000, KEPT = 500;
  var root = document.querySelector("[data-live]");
  if (!root || !window.EventSource) return;
  var desk = root.dataset.live, open = root.dataset.open || "", last = root.dataset.since;
  var rows = {}, fresh = {}, much = false, recent = {}, stream = null, cutAt = 0, poll = 0;
  function read(text) { rows = {}; (text || "").split(" ").forEach(function (one) { var p = one.split(":"); if (p[1]) rows[p[0]] = +p[1]; }); }
  read(root.dataset.rows);
  function claimOf(no) { return no.split("-").slice(0, 3).join("-"); }
  function make(tag, name, text) { var e = document.createElement(tag); e.className = name; e.textContent = text; return e; }

  var say = make("p", "", ""), pill = make("button", "btn main", ""), cut = make("span", "", "");
  root.className = "live"; say.setAttribute("role", "status"); say.appendChild(cut);
  pill.type = "button"; pill.hidden = true; say.hidden = true; root.appendChild(pill); root.appendChild(say);

  function count() {
    var n = Object.keys(fresh).length;
    pill.hidden = !n && !much;
    pill.textContent = much ? "有很多变化 ↑ 按 . 显示" : n + "条新 ↑ 按 . 显示";
  }
  // The row of a number: where a link of the list leads to it.
  function rowOf(no) {
    var found = null;
    document.querySelectorAll(".queue a, table a").forEach(function (a) { if (!found && a.textContent.indexOf(no) >= 0) found = a.closest("li, tr"); });
    return found;
  }
  function mark(row, what) {
    var m = row.querySelector(".changed");
    if (!m) { m = make("small", "badge note changed", ""); (row.querySelector("td:last-child") || row).appendChild(m); row.classList.add("moved"); }
    m.textContent = "有变：" + what;
  }
  function take(news) {
    last = Math.max(last, news.at);
    recent[news.no] = news;
    var keys = Object.keys(recent); if (keys.length > KEPT) delete recent[keys[0]];
    var stands = {};
    news.desks.forEach(function (d) { if (d[0] === desk) stands[d[1]] = 1; });
    Object.keys(rows).forEach(function (no) {
      if (claimOf(no) !== news.no || rows[no] >= news.v) return;
      rows[no] = news.v;
      var row = rowOf(no); if (row) mark(row, news.what);
      if (open && claimOf(open) === news.no) opened(news.what);
    });
    Object.keys(stands).forEach(function (no) { if (!(no in rows)) fresh[no] = 1; });
    // One that has left again is not waited for.
    Object.keys(fresh).forEach(function (no) { if (claimOf(no) === news.no && !stands[no]) delete fresh[no]; });
    count();
  }
  function opened(what) {
    var p = document.getElementById("live-open");
    if (!p) { p = make("p", "banner warn", ""); p.id = "live-open"; p.setAttribute("role", "status"); root.insertBefore(p, root.firstChild); }
    p.textContent = "有更新：" + what + " · ";
    var a = make("a", "", "重新打开"); a.href = location.href; p.appendChild(a);
  }

  // Shows what waits: the list is read again, the open one and what is typed in it stay.
  function show() {
    var list = document.querySelector(".desk.beside > .pane"), url = new URL(location.href);
    if (!list) { location.reload(); return; }
    if (open) url.searchParams.set("no", open);
    fetch(url, { credentials: "same-origin" }).then(function (r) { if (!r.ok) throw r; return r.text(); }).then(function (html) {
      var page = new DOMParser().parseFromString(html, "text/html"), next = page.querySelector(".desk.beside > .pane"), mine = page.querySelector("[data-live]");
      if (!next || !mine) throw html;
      list.replaceChildren.apply(list, Array.from(next.childNodes));
      read(mine.dataset.rows); fresh = {}; much = false; count();
      // What came between the page and this moment is told once more.
      Object.keys(recent).forEach(function (no) { if (recent[no].at >= +mine.dataset.since) take(recent[no]); });
    }).catch(function () { location.reload(); });
  }
  pill.addEventListener("click", show);
  document.addEventListener("keydown", function (e) {
    if (e.key !== "." || pill.hidden || e.isComposing || e.keyCode === 229 || e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.target.closest && e.target.closest("input, textarea, select, [contenteditable]")) return;
    e.preventDefault(); show();
  });

  // Tabs of one browser and session share one stream: who holds the lock listens and passes on.
  var name = "live-" + root.dataset.csrf, air = window.BroadcastChannel ? new BroadcastChannel(name) : null, leads = false;
  function tell(what) { if (air && leads) air.postMessage(what); }
  if (air) air.onmessage = function (e) {
    var m = e.data;
    // A tab that comes later may have missed what the stream brought just before.
    if (m.hello) { if (leads) { Object.keys(recent).forEach(function (no) { tell({ news: recent[no] }); }); tell({ cut: !!poll, more: false }); } return; }
    if (m.news) take(m.news);
    if (m.more) { much = true; count(); }
    if (m.cut !== undefined) said(m.cut);
  };
  function heard(news) { take(news); tell({ news: news }); }
  function more() { much = true; count(); tell({ more: true }); }
  function said(is) { say.hidden = !is; cut.textContent = is ? "实时更新已断开，每30秒刷新" : ""; }
  function ask() {
    fetch("/desk/live/since?since=" + last, { credentials: "same-origin" }).then(function (r) { if (!r.ok) throw r; return r.json(); })
      .then(function (got) { got.news.forEach(heard); if (got.more) more(); last = Math.max(last, got.at); }).catch(function () { });
    if (stream && stream.readyState === 2) connect();
  }
  function isCut() {
    if (!poll) { poll = setInterval(ask, POLL); said(true); tell({ cut: true }); }
  }
  function isOpen() {
    clearTimeout(cutAt); cutAt = 0;
    if (poll) { clearInterval(poll); poll = 0; }
    said(false); tell({ cut: false });
  }
  function connect() {
    if (stream) stream.close();
    stream = new EventSource("/desk/live?since=" + last);
    stream.addEventListener("ready", function (e) { last = Math.max(last, +e.lastEventId); isOpen(); });
    stream.addEventListener("more", more);
    stream.onmessage = function (e) { heard(JSON.parse(e.data)); };
    stream.onerror = function () {
      if (stream.readyState === 2) isCut();
      else if (!cutAt) cutAt = setTimeout(isCut, CUT);
    };
  }
  function lead() { leads = true; connect(); return new Promise(function () { }); }
  if (air && navigator.locks) { navigator.locks.request(name, lead); air.postMessage({ hello: 1 }); } else lead();
  addEventListener("pagehide", function () { if (stream) stream.close(); });
  addEventListener("pageshow", function (e) { if (e.persisted && leads) connect(); });

  // Who else has the open one open.
  function here() {
    var body = new URLSearchParams();
    body.set("csrf", root.dataset.csrf); body.set("no", open);
    fetch("/desk/here", { method: "POST", body: body, credentials: "same-origin" }).then(function (r) { if (!r.ok) throw r; return r.json(); })
      .then(function (got) {
        var p = document.getElementById("live-here");
        if (!p) { p = make("p", "meta", ""); p.id = "live-here"; p.setAttribute("role", "status"); root.appendChild(p); }
        p.hidden = !got.others.length;
        p.textContent = got.others.length ? got.others.join("、") + "正在看" : "";
      }).catch(function () { });
  }
  if (open) { here(); setInterval(function () { if (!document.hidden) here(); }, HERE); }
})();
