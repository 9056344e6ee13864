// Beside the words of a request: published cases like it, fetched as they are typed. Its settings stand in the page.
import "htmx.org";
