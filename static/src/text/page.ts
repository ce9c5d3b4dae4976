/** Pages of text alone: a kind of problem, an address where there is nothing. */
import "../../css/site.css";
import "../../css/text.css";
import { installDrop } from "../shared/elements/file-drop";
import { installPresent } from "../shared/present";
import { installTheme } from "../shared/theme";

installPresent({ keys: true });
installDrop();
installTheme();
