// Counting down: what is left until a moment, written as a clock, twice a second.
(() => {
  "use strict";
  window.countdown = {
    // Seconds between two moments given in milliseconds.
    left: (ends, now) => Math.round((ends - now) / 1000),
    // 5:03, or 05:03 with two digits; past zero, +0:12.
    text: (seconds, digits = 1) => {
      const all = Math.abs(seconds);
      const minutes = String(Math.floor(all / 60)).padStart(digits, "0");
      return `${seconds < 0 ? "+" : ""}${minutes}:${String(all % 60).padStart(2, "0")}`;
    },
    every: (show) => { show(); setInterval(show, 500); },
  };
})();
