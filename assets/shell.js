// The script of every page: htmx, the live stream and what the shell itself does.
import htmx from "htmx.org";
import { watchConnection } from "./connection.js";
import { askBeforeSending, sendOnce } from "./forms.js";
import { listenForKeys } from "./keys.js";
import { followLive } from "./live.js";
import { openMenu, switchTheme } from "./menu.js";
import { forgetMended } from "./mended.js";
import { openPalette } from "./palette.js";
import { offerPrinting } from "./print.js";
import { walkRows } from "./rows.js";
import { keepTicks } from "./ticks.js";
import { openViewer } from "./viewer.js";

window.htmx = htmx;
openMenu();
switchTheme();
listenForKeys(walkRows());
openPalette();
openViewer();
askBeforeSending();
sendOnce();
keepTicks();
forgetMended();
offerPrinting();
watchConnection(followLive(htmx));
