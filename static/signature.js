// A place to draw a signature. Without this script the typed name beside it is the signature.
const INK = "#0b0c0c";
const THICK = 6;

function signature(box) {
  const paper = box.querySelector("canvas");
  const pen = paper.getContext("2d");
  const kept = box.querySelector("input[type=hidden]");
  const status = box.querySelector("[role=status]");
  // What was drawn before a form came back, and the lines since.
  let before = null;
  let lines = [];
  let line = null;

  function dot(at) {
    pen.beginPath();
    pen.arc(at.x, at.y, THICK / 2, 0, 2 * Math.PI);
    pen.fill();
  }

  function stroke(from, to) {
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
  }

  function redraw() {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, paper.width, paper.height);
    if (before) pen.drawImage(before, 0, 0, paper.width, paper.height);
    pen.fillStyle = pen.strokeStyle = INK;
    pen.lineWidth = THICK;
    pen.lineCap = pen.lineJoin = "round";
    for (const points of lines) {
      dot(points[0]);
      points.slice(1).forEach((point, index) => stroke(points[index], point));
    }
  }

  function keep() {
    const drawn = before || lines.length > 0;
    kept.value = drawn ? paper.toDataURL("image/png") : "";
    status.textContent = drawn ? "A signature is drawn" : "Nothing is drawn";
  }

  function place(event) {
    const frame = paper.getBoundingClientRect();
    return {
      x: ((event.clientX - frame.left - paper.clientLeft) * paper.width) / paper.clientWidth,
      y: ((event.clientY - frame.top - paper.clientTop) * paper.height) / paper.clientHeight,
    };
  }

  paper.addEventListener("pointerdown", (event) => {
    if (line || event.button !== 0) return;
    event.preventDefault();
    paper.setPointerCapture(event.pointerId);
    line = [place(event)];
    lines.push(line);
    dot(line[0]);
  });
  paper.addEventListener("pointermove", (event) => {
    if (!line || !paper.hasPointerCapture(event.pointerId)) return;
    const to = place(event);
    stroke(line[line.length - 1], to);
    line.push(to);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    paper.addEventListener(end, (event) => {
      if (!line || !paper.hasPointerCapture(event.pointerId)) return;
      line = null;
      keep();
    });
  }
  box.querySelector("[data-signature-undo]").addEventListener("click", () => {
    if (lines.length > 0) lines.pop();
    else before = null;
    redraw();
    keep();
  });
  box.querySelector("[data-signature-clear]").addEventListener("click", () => {
    before = null;
    lines = [];
    redraw();
    keep();
  });

  redraw();
  if (kept.value) {
    const picture = new Image();
    picture.addEventListener("load", () => {
      before = picture;
      redraw();
      keep();
    });
    picture.src = kept.value;
  }
  box.hidden = false;
}

document.querySelectorAll("[data-signature]").forEach(signature);
