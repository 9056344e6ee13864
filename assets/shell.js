// The script of every page: htmx, the live stream and what the shell itself does.
import htmx from "htmx.org";
import { watchConnection } from "./connection.js";
import { askBeforeSending, sendOnce } from "./forms.js";
import { followLive } from "./live.js";
import { openMenu, switchTheme } from "./menu.js";

window.htmx = htmx;
openMenu();
switchTheme();
askBeforeSending();
sendOnce();
watchConnection(followLive(htmx));
